using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.ExplanationQuality;

/// <summary>How well a simple model stands in for another on rows that it was not fitted to.</summary>
/// <param name="R2"><c>1 - sum (f - g)^2 / sum (f - mean f)^2</c>; absent if the outputs do not vary.</param>
/// <param name="Agreement">The share of rows decided alike.</param>
/// <param name="RandomR2">The mean R2 if the surrogate's outputs are given to the rows at random, over 50 times; null if R2 is absent.</param>
/// <param name="RandomAgreement">The share decided alike then; null if there are too few rows.</param>
public sealed record SurrogateFidelity(Estimate R2, Estimate Agreement, double? RandomR2, double? RandomAgreement)
{
    private const int Shuffles = 50;

    /// <summary>Compares outputs.</summary>
    /// <param name="outputs">The model's outputs, one a row.</param>
    /// <param name="surrogate">The surrogate's outputs for the same rows.</param>
    /// <param name="threshold">The output from which on a row is decided yes.</param>
    /// <param name="seed">Which shuffles.</param>
    /// <param name="minimumCount">The fewest rows.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static SurrogateFidelity Of(
        ReadOnlySpan<double> outputs, ReadOnlySpan<double> surrogate, double threshold, ulong seed = 0, int minimumCount = Privacy.SmallCells.DefaultMinimumCount)
    {
        if (outputs.Length != surrogate.Length)
            throw new ArgumentException($"{outputs.Length} outputs for {surrogate.Length} of the surrogate.", nameof(surrogate));
        if (outputs.Length < Math.Max(1, minimumCount))
        {
            Estimate none = Estimate.None(outputs.Length == 0 ? Absence.NoRows : Absence.TooFew);
            return new SurrogateFidelity(none, none, null, null);
        }

        double[] model = outputs.ToArray(), own = surrogate.ToArray(), shuffled = [.. own];
        var regression = new Performance.RegressionOutcomes();
        for (int row = 0; row < model.Length; row++)
            regression.Add(own[row], model[row]);
        var draws = new Draws(seed, 7);
        double randomR2 = 0, randomAgreement = 0;
        for (int shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            draws.Shuffle(shuffled.AsSpan());
            randomR2 += R2Of(model, shuffled) / Shuffles;
            randomAgreement += (double)Alike(model, shuffled, threshold) / model.Length / Shuffles;
        }

        Estimate r2 = regression.ToPerformance(minimumCount).R2;
        return new SurrogateFidelity(r2, Estimate.Share(Alike(model, own, threshold), model.Length), r2.HasValue ? randomR2 : null, randomAgreement);
    }

    private static double R2Of(double[] model, double[] surrogate)
    {
        double mean = model.Average();
        return 1 - (model.Zip(surrogate, (f, g) => (f - g) * (f - g)).Sum() / model.Sum(f => (f - mean) * (f - mean)));
    }

    private static long Alike(double[] model, double[] surrogate, double threshold) => model.Zip(surrogate).Count(pair => pair.First >= threshold == pair.Second >= threshold);
}
