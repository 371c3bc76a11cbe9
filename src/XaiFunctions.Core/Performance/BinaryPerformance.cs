using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>The performance of a yes/no model on labelled rows. Every metric has a 95 % interval or says why it is absent.</summary>
public sealed record BinaryPerformance
{
    /// <summary>The labelled rows; null if they are too few to tell.</summary>
    public required long? Labelled { get; init; }

    /// <summary>The rows that have no label yet; null if they are too few to tell.</summary>
    public required long? Unlabelled { get; init; }

    /// <summary>The score from which on a row was decided yes.</summary>
    public required double Threshold { get; init; }

    /// <summary>The share of labels that are yes.</summary>
    public required Estimate BaseRate { get; init; }

    /// <summary>The share decided yes, of all rows.</summary>
    public required Estimate SelectionRate { get; init; }

    /// <summary>Correct decisions over all.</summary>
    public required Estimate Accuracy { get; init; }

    /// <summary>The mean of recall and specificity.</summary>
    public required Estimate BalancedAccuracy { get; init; }

    /// <summary>Of those decided yes, the share that is yes.</summary>
    public required Estimate Precision { get; init; }

    /// <summary>Of those that are yes, the share decided yes.</summary>
    public required Estimate Recall { get; init; }

    /// <summary>Of those that are no, the share decided no.</summary>
    public required Estimate Specificity { get; init; }

    /// <summary>The harmonic mean of precision and recall.</summary>
    public required Estimate F1 { get; init; }

    /// <summary>See <see cref="Ranking.RocAuc"/>.</summary>
    public required Estimate RocAuc { get; init; }

    /// <summary>See <see cref="Ranking.PrecisionRecallAuc"/>.</summary>
    public required Estimate PrecisionRecallAuc { get; init; }

    /// <summary>The mean of -ln of the probability given to the label, which counts as at least 2^-52.</summary>
    public required Estimate LogLoss { get; init; }

    /// <summary>The mean squared difference of probability and label (Brier 1950).</summary>
    public required Estimate Brier { get; init; }

    /// <summary>Computes all of them.</summary>
    public static BinaryPerformance Of(BinaryOutcomes outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ConfusionMatrix confusion = outcomes.Confusion;
        int least = outcomes.Options.MinimumCount;
        Estimate Share(long part, long whole)
        {
            if (outcomes.Labelled == 0)
                return Estimate.None(outcomes.Count == 0 ? Absence.NoRows : Absence.NotApplicable);
            return Estimate.Share(part, whole, least);
        }

        Estimate OfProbabilities(MeanOfLosses losses) =>
            outcomes.OutsideUnit > 0 || (outcomes.Labelled == 0 && outcomes.Count > 0) ? Estimate.None(Absence.NotApplicable) : losses.ToEstimate(least);
        return new BinaryPerformance
        {
            Labelled = Privacy.SmallCells.Told(outcomes.Labelled, least),
            Unlabelled = Privacy.SmallCells.Told(outcomes.Count - outcomes.Labelled, least),
            Threshold = outcomes.Options.Threshold,
            BaseRate = Share(confusion.Positives, confusion.Count),
            SelectionRate = outcomes.Count == 0 ? Estimate.None(Absence.NoRows) : Estimate.Share(outcomes.Selected, outcomes.Count, least),
            Accuracy = Share(confusion.Correct, confusion.Count),
            BalancedAccuracy = confusion.BalancedAccuracyEstimate(least),
            Precision = Share(confusion.TruePositives, confusion.Selected),
            Recall = Share(confusion.TruePositives, confusion.Positives),
            Specificity = Share(confusion.TrueNegatives, confusion.Negatives),
            F1 = confusion.F1Estimate(least),
            RocAuc = Ranking.RocAuc(outcomes.Scores, least),
            PrecisionRecallAuc = Ranking.PrecisionRecallAuc(outcomes.Scores, least),
            LogLoss = OfProbabilities(outcomes.LogLosses),
            Brier = OfProbabilities(outcomes.SquaredErrors),
        };
    }
}
