using XaiFunctions.Core.Games;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Robustness;

/// <summary>A kind of unusual value.</summary>
public enum EdgeCase
{
    /// <summary>The least value of the reference.</summary>
    Least,

    /// <summary>The greatest value of the reference.</summary>
    Greatest,

    /// <summary>Six standard deviations below the least value.</summary>
    FarBelow,

    /// <summary>Six standard deviations above the greatest value.</summary>
    FarAbove,

    /// <summary>No value.</summary>
    Missing,

    /// <summary>A category that the reference does not have.</summary>
    UnseenCategory,
}

/// <summary>What a model does when one column has an unusual value in all rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Case">The value put in.</param>
/// <param name="Turned">The share of rows whose decision changes; absent if the model refused the rows.</param>
/// <param name="LargestChange">The largest change of a finite score; null if the model refused the rows.</param>
/// <param name="NotFinite">The rows whose score is not a finite number.</param>
/// <param name="IsRefused">Whether the model refused the rows.</param>
public sealed record EdgeCaseResult(string Column, EdgeCase Case, Estimate Turned, double? LargestChange, long NotFinite, bool IsRefused);

/// <summary>Tries unusual values column by column.</summary>
public static class EdgeCases
{
    private const double Far = 6;

    /// <summary>Tries every case on every number, and missing values on every column. It asks the model for about 5 x columns x rows.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="space">The columns and the reference.</param>
    /// <param name="rows">Row-major: rows x columns; some dozens.</param>
    /// <param name="unseen">The code of a text that the reference does not have, as <see cref="CategoryCodes.Add"/> gives it; null leaves unseen categories out.</param>
    /// <param name="minimumCount">The fewest rows.</param>
    public static IReadOnlyList<EdgeCaseResult> Try(
        ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> rows, int? unseen = null, int minimumCount = SmallCells.DefaultMinimumCount)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(space);
        double[] plain = rows.ToArray(), margins = decision.Margins(plain);
        var results = new List<EdgeCaseResult>();
        for (int column = 0; column < space.Features.Count; column++)
        {
            Feature feature = space.Features[column];
            (double deviation, double least, double greatest) = space.Spread(column);
            if (feature.Type is FeatureType.Number or FeatureType.Integer && double.IsFinite(least))
            {
                results.Add(With(EdgeCase.Least, column, least));
                results.Add(With(EdgeCase.Greatest, column, greatest));
                results.Add(With(EdgeCase.FarBelow, column, Whole(feature, least - (Far * deviation))));
                results.Add(With(EdgeCase.FarAbove, column, Whole(feature, greatest + (Far * deviation))));
            }

            if (feature.Type == FeatureType.Category && unseen is { } code)
                results.Add(With(EdgeCase.UnseenCategory, column, code));
            results.Add(With(EdgeCase.Missing, column, double.NaN));
        }

        return results;

        EdgeCaseResult With(EdgeCase edge, int column, double value)
        {
            double[] changed = [.. plain];
            for (int row = 0; row < margins.Length; row++)
                changed[(row * space.Features.Count) + column] = value;
            return Compare(decision, margins, changed, space.Features[column].Name, edge, minimumCount);
        }
    }

    private static double Whole(Feature feature, double value) => feature.Type == FeatureType.Integer ? Math.Round(value) : value;

    private static EdgeCaseResult Compare(ScoredDecision decision, double[] margins, double[] changed, string column, EdgeCase edge, int minimumCount)
    {
        double[] others;
        try
        {
            others = decision.Margins(changed);
        }
        catch (Exception refusal) when (refusal is ModelOutputException or ArgumentException)
        {
            // That a model says no to such a value is an answer, and in general the best one.
            return new EdgeCaseResult(column, edge, Estimate.None(Absence.NotApplicable), null, 0, true);
        }

        long turned = 0, notFinite = 0;
        double largest = 0;
        for (int row = 0; row < margins.Length; row++)
        {
            if (!double.IsFinite(others[row]))
            {
                notFinite++;
                continue;
            }

            turned += others[row] >= 0 != margins[row] >= 0 ? 1 : 0;
            largest = Math.Max(largest, Math.Abs(others[row] - margins[row]));
        }

        Estimate share = margins.Length == 0 ? Estimate.None(Absence.NoRows) : Estimate.Share(turned, margins.Length, minimumCount);
        return new EdgeCaseResult(column, edge, share, largest, notFinite, false);
    }
}
