using System.Globalization;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>What became of a share such as accuracy.</summary>
public enum DecayVerdict
{
    /// <summary>There are too few rows to say.</summary>
    TooFew,

    /// <summary>Nothing that chance does not explain.</summary>
    NoChange,

    /// <summary>It fell by more than chance explains.</summary>
    Decayed,

    /// <summary>It rose by more than chance explains.</summary>
    Improved,
}

/// <summary>Whether a share of correct decisions (accuracy, precision, recall, coverage) has changed against the reference, in numbers and in words.</summary>
public sealed record PerformanceDecay
{
    /// <summary>What is compared, as a sentence begins with it: "Accuracy".</summary>
    public required string Metric { get; init; }

    /// <summary>The share in the reference.</summary>
    public required Estimate Reference { get; init; }

    /// <summary>The share now.</summary>
    public required Estimate Current { get; init; }

    /// <summary>Current less reference with Newcombe's interval (1998); absent if either share is.</summary>
    public required Estimate Change { get; init; }

    /// <summary>The two-sided p value of the z test of two shares; null if either share is absent.</summary>
    public required double? PValue { get; init; }

    /// <summary>What follows: a change beyond chance has an interval without 0 and a p value below 0.05.</summary>
    public required DecayVerdict Verdict { get; init; }

    /// <summary>The same in one English sentence with all numbers.</summary>
    public required string Sentence { get; init; }

    /// <summary>Compares the accuracy of decisions with labels.</summary>
    public static PerformanceDecay OfAccuracy(ConfusionMatrix reference, ConfusionMatrix current, int minimumCount = Privacy.SmallCells.DefaultMinimumCount) =>
        OfShares("Accuracy", reference.Correct, reference.Count, current.Correct, current.Count, minimumCount);

    /// <summary>Compares two shares of counts.</summary>
    /// <param name="metric">What is compared.</param>
    /// <param name="referencePart">The numerator in the reference.</param>
    /// <param name="referenceWhole">The denominator in the reference.</param>
    /// <param name="currentPart">The numerator now.</param>
    /// <param name="currentWhole">The denominator now.</param>
    /// <param name="minimumCount">The smallest denominator that is reported.</param>
    public static PerformanceDecay OfShares(
        string metric, long referencePart, long referenceWhole, long currentPart, long currentWhole, int minimumCount = Privacy.SmallCells.DefaultMinimumCount)
    {
        Estimate reference = Estimate.Share(referencePart, referenceWhole, minimumCount), current = Estimate.Share(currentPart, currentWhole, minimumCount);
        if (!reference.HasValue || !current.HasValue)
        {
            string side = reference.HasValue ? "now" : "in the reference";
            return new PerformanceDecay
            {
                Metric = metric,
                Reference = reference,
                Current = current,
                Change = Estimate.None(Absence.TooFew),
                PValue = null,
                Verdict = DecayVerdict.TooFew,
                Sentence = $"{metric} cannot be compared: there are too few labels {side}.",
            };
        }

        double change = current.Value!.Value - reference.Value!.Value;
        Interval interval = Proportion.Difference(currentPart, currentWhole, referencePart, referenceWhole);
        double pValue = Proportion.TestOfTwo(currentPart, currentWhole, referencePart, referenceWhole);
        DecayVerdict verdict = interval.Contains(0) || pValue >= 0.05 ? DecayVerdict.NoChange : change < 0 ? DecayVerdict.Decayed : DecayVerdict.Improved;
        return new PerformanceDecay
        {
            Metric = metric,
            Reference = reference,
            Current = current,
            Change = Estimate.Of(change, currentWhole, interval),
            PValue = pValue,
            Verdict = verdict,
            Sentence = Words(metric, reference, current, interval, pValue, verdict),
        };
    }

    private static string Words(string metric, Estimate reference, Estimate current, Interval change, double pValue, DecayVerdict verdict)
    {
        string verb = verdict switch { DecayVerdict.Decayed => "fell", DecayVerdict.Improved => "rose", _ => "went" };
        string conclusion = verdict == DecayVerdict.NoChange ? "chance explains that" : "that is more than chance explains";
        string p = pValue < 0.0001 ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p = {pValue:0.0000}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{metric} {verb} from {reference.Value:0.0000} ({reference.Count} labels) to {current.Value:0.0000} ({current.Count} labels), a change of {current.Value - reference.Value:+0.0000;-0.0000;0} (95 % interval {change.Low:+0.0000;-0.0000;0} to {change.High:+0.0000;-0.0000;0}; {p}): {conclusion}.");
    }
}
