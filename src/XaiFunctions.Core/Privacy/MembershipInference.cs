using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Privacy;

/// <summary>How well one number of an explanation tells members from others.</summary>
/// <param name="Signal">The number: "variance" or "norm" of the attributions; a lower one is taken for a member's.</param>
/// <param name="Auc">The area under the ROC curve: 0.5 tells nothing; far below it, the signal tells as much the other way round.</param>
/// <param name="TruePositiveRate">The share of members found while at most 1 % of others are taken for members.</param>
/// <param name="FalsePositiveRate">The share of others that are then in fact taken for members; below 1 % if there are few.</param>
public sealed record MembershipSignal(string Signal, Estimate Auc, Estimate TruePositiveRate, double? FalsePositiveRate);

/// <summary>
/// Whether explanations give away which rows the model was given before (Shokri, Strobel and Zick 2021): attacks by a threshold on the variance and on the size of the attributions.
/// </summary>
/// <param name="Members">The rows taken as members; null if too few to tell.</param>
/// <param name="Others">The rows taken as others; null if too few to tell.</param>
/// <param name="Signals">What each number tells.</param>
public sealed record MembershipInference(long? Members, long? Others, IReadOnlyList<MembershipSignal> Signals)
{
    /// <summary>The share of others that may be taken for members.</summary>
    public const double AllowedFalsePositives = 0.01;

    /// <summary>What the numbers are.</summary>
    public const string Note =
        "Members are rows of the background, others are scored rows. If the scored rows have drifted from the background, that alone tells them apart and raises the numbers; they are no proof that the documents leak, and numbers at chance are no proof that they do not.";

    /// <summary>Tries both attacks.</summary>
    /// <param name="members">The attributions of each member, one number a player.</param>
    /// <param name="others">The attributions of each other row.</param>
    /// <param name="minimumCount">The fewest rows of either.</param>
    public static MembershipInference Of(
        IReadOnlyList<IReadOnlyList<double>> members, IReadOnlyList<IReadOnlyList<double>> others, int minimumCount = SmallCells.DefaultMinimumCount)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(others);
        return new(
            SmallCells.Told(members.Count, minimumCount),
            SmallCells.Told(others.Count, minimumCount),
            [Try("variance", Variance, members, others, minimumCount), Try("norm", Norm, members, others, minimumCount)]);
    }

    private static MembershipSignal Try(
        string name, Func<IReadOnlyList<double>, double> signal, IReadOnlyList<IReadOnlyList<double>> members, IReadOnlyList<IReadOnlyList<double>> others, int minimumCount)
    {
        if (members.Count < minimumCount || others.Count < minimumCount)
        {
            Estimate none = Estimate.None(members.Count == 0 || others.Count == 0 ? Absence.NoRows : Absence.TooFew);
            return new(name, none, none, null);
        }

        double[] inside = [.. members.Select(signal)], outside = [.. others.Select(signal).Order()];
        var table = new ScoreTable();
        foreach (double value in inside)
            table.Add(-value, true);
        foreach (double value in outside)
            table.Add(-value, false);

        // Below the threshold lie at most as many others as are allowed; those that are equal to it are not taken.
        double threshold = outside[(int)(AllowedFalsePositives * outside.Length)];
        return new(
            name,
            Ranking.RocAuc(table, minimumCount),
            Estimate.Share(inside.Count(value => value < threshold), inside.Length, minimumCount),
            (double)outside.Count(value => value < threshold) / outside.Length);
    }

    private static double Variance(IReadOnlyList<double> attributions)
    {
        double mean = attributions.Average();
        return attributions.Average(value => (value - mean) * (value - mean));
    }

    private static double Norm(IReadOnlyList<double> attributions) => Math.Sqrt(attributions.Sum(value => value * value));
}
