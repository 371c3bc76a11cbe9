using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>How often a yes/no decision met which label. Rates whose denominator is 0 are NaN.</summary>
/// <param name="TruePositives">Decided yes, is yes.</param>
/// <param name="FalsePositives">Decided yes, is no.</param>
/// <param name="FalseNegatives">Decided no, is yes.</param>
/// <param name="TrueNegatives">Decided no, is no.</param>
public readonly record struct ConfusionMatrix(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    /// <summary>All rows.</summary>
    public long Count => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    /// <summary>The rows whose label is yes.</summary>
    public long Positives => TruePositives + FalseNegatives;

    /// <summary>The rows whose label is no.</summary>
    public long Negatives => FalsePositives + TrueNegatives;

    /// <summary>The rows decided yes.</summary>
    public long Selected => TruePositives + FalsePositives;

    /// <summary>The rows decided no.</summary>
    public long Rejected => FalseNegatives + TrueNegatives;

    /// <summary>The rows decided as their label is.</summary>
    public long Correct => TruePositives + TrueNegatives;

    /// <summary>Correct decisions over all.</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>Of those decided yes, the share that is yes (positive predictive value).</summary>
    public double Precision => (double)TruePositives / Selected;

    /// <summary>Of those that are yes, the share decided yes (recall, sensitivity).</summary>
    public double TruePositiveRate => (double)TruePositives / Positives;

    /// <summary>Of those that are no, the share decided yes.</summary>
    public double FalsePositiveRate => (double)FalsePositives / Negatives;

    /// <summary>Of those that are yes, the share decided no.</summary>
    public double FalseNegativeRate => (double)FalseNegatives / Positives;

    /// <summary>Of those that are no, the share decided no (specificity).</summary>
    public double TrueNegativeRate => (double)TrueNegatives / Negatives;

    /// <summary>Of those decided no, the share that is no.</summary>
    public double NegativePredictiveValue => (double)TrueNegatives / Rejected;

    /// <summary>Of those decided yes, the share that is no.</summary>
    public double FalseDiscoveryRate => (double)FalsePositives / Selected;

    /// <summary>Of those decided no, the share that is yes.</summary>
    public double FalseOmissionRate => (double)FalseNegatives / Rejected;

    /// <summary>The share decided yes.</summary>
    public double SelectionRate => (double)Selected / Count;

    /// <summary>The share that is yes.</summary>
    public double BaseRate => (double)Positives / Count;

    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1 => 2.0 * TruePositives / ((2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>The mean of the true positive and the true negative rate.</summary>
    public double BalancedAccuracy => (TruePositiveRate + TrueNegativeRate) / 2;

    /// <summary>The counts of both.</summary>
    public static ConfusionMatrix operator +(ConfusionMatrix left, ConfusionMatrix right) => new(
        left.TruePositives + right.TruePositives,
        left.FalsePositives + right.FalsePositives,
        left.FalseNegatives + right.FalseNegatives,
        left.TrueNegatives + right.TrueNegatives);

    /// <summary>The counts of decisions and labels side by side.</summary>
    /// <exception cref="ArgumentException">They differ in length.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<bool> labels, ReadOnlySpan<bool> decisions)
    {
        if (labels.Length != decisions.Length)
            throw new ArgumentException($"{labels.Length} labels for {decisions.Length} decisions.", nameof(decisions));

        var matrix = default(ConfusionMatrix);
        for (int row = 0; row < labels.Length; row++)
            matrix = matrix.With(labels[row], decisions[row]);
        return matrix;
    }

    /// <summary>One row more.</summary>
    public ConfusionMatrix With(bool label, bool decision) => (label, decision) switch
    {
        (true, true) => this with { TruePositives = TruePositives + 1 },
        (false, true) => this with { FalsePositives = FalsePositives + 1 },
        (true, false) => this with { FalseNegatives = FalseNegatives + 1 },
        (false, false) => this with { TrueNegatives = TrueNegatives + 1 },
    };

    /// <summary>F1 with its interval: it is 2 j / (1 + j) of the share j = TP / (TP + FP + FN), whose Wilson interval is carried over.</summary>
    public Estimate F1Estimate(int minimumCount = 1)
    {
        Estimate share = Estimate.Share(TruePositives, TruePositives + FalsePositives + FalseNegatives, minimumCount);
        if (share.Interval is not { } interval)
            return share;
        return Estimate.Of(F1, share.Count, new Interval(2 * interval.Low / (1 + interval.Low), 2 * interval.High / (1 + interval.High)));
    }

    /// <summary>The balanced accuracy with the interval that follows from those of its two rates (method of variance recovery, Zou and Donner 2008).</summary>
    public Estimate BalancedAccuracyEstimate(int minimumCount = 1)
    {
        if (Positives == 0 || Negatives == 0)
            return Estimate.None(Count == 0 ? Absence.NoRows : Absence.OneClass, Count);
        if (Math.Min(Positives, Negatives) < minimumCount)
            return Estimate.None(Absence.TooFew);

        // Half of TPR - FPR, moved by a half.
        Interval difference = Proportion.Difference(TruePositives, Positives, FalsePositives, Negatives);
        return Estimate.Of(BalancedAccuracy, Count, new Interval((1 + difference.Low) / 2, (1 + difference.High) / 2));
    }
}
