using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>What can be compared between groups.</summary>
public enum GroupMetric
{
    /// <summary>The share decided yes; of all rows, with and without label.</summary>
    SelectionRate,

    /// <summary>The share that is yes.</summary>
    BaseRate,

    /// <summary>Of those that are yes, the share decided yes.</summary>
    TruePositiveRate,

    /// <summary>Of those that are no, the share decided no.</summary>
    TrueNegativeRate,

    /// <summary>Of those that are no, the share decided yes.</summary>
    FalsePositiveRate,

    /// <summary>Of those that are yes, the share decided no.</summary>
    FalseNegativeRate,

    /// <summary>Of those decided yes, the share that is yes.</summary>
    Precision,

    /// <summary>Of those decided no, the share that is no.</summary>
    NegativePredictiveValue,

    /// <summary>Of those decided yes, the share that is no.</summary>
    FalseDiscoveryRate,

    /// <summary>Of those decided no, the share that is yes.</summary>
    FalseOmissionRate,

    /// <summary>Correct decisions over all.</summary>
    Accuracy,

    /// <summary>Wrong decisions over all.</summary>
    ZeroOneLoss,

    /// <summary>The mean of the true positive and the true negative rate.</summary>
    BalancedAccuracy,

    /// <summary>The harmonic mean of precision and recall.</summary>
    F1,

    /// <summary>The area under the ROC curve.</summary>
    RocAuc,

    /// <summary>The logarithmic loss.</summary>
    LogLoss,

    /// <summary>The mean squared error of the scores as probabilities.</summary>
    Brier,

    /// <summary>The mean score of the labelled rows.</summary>
    MeanPrediction,
}

/// <summary>Measures one metric of one group.</summary>
internal static class GroupMetrics
{
    /// <summary>Whether a metric depends on decisions and labels only.</summary>
    public static bool IsOfCounts(GroupMetric metric) =>
        metric is not (GroupMetric.RocAuc or GroupMetric.LogLoss or GroupMetric.Brier or GroupMetric.MeanPrediction);

    public static double OfCounts(GroupMetric metric, ConfusionMatrix counts) => metric switch
    {
        GroupMetric.SelectionRate => counts.SelectionRate,
        GroupMetric.BaseRate => counts.BaseRate,
        GroupMetric.TruePositiveRate => counts.TruePositiveRate,
        GroupMetric.TrueNegativeRate => counts.TrueNegativeRate,
        GroupMetric.FalsePositiveRate => counts.FalsePositiveRate,
        GroupMetric.FalseNegativeRate => counts.FalseNegativeRate,
        GroupMetric.Precision => counts.Precision,
        GroupMetric.NegativePredictiveValue => counts.NegativePredictiveValue,
        GroupMetric.FalseDiscoveryRate => counts.FalseDiscoveryRate,
        GroupMetric.FalseOmissionRate => counts.FalseOmissionRate,
        GroupMetric.Accuracy => counts.Accuracy,
        GroupMetric.ZeroOneLoss => (double)(counts.Count - counts.Correct) / counts.Count,
        GroupMetric.BalancedAccuracy => counts.BalancedAccuracy,
        GroupMetric.F1 => counts.F1,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "The metric does not depend on counts only."),
    };

    /// <summary>The counts that a metric is taken of: for the selection rate unlabelled rows count too, as if their label were no.</summary>
    public static ConfusionMatrix Counts(GroupMetric metric, BinaryOutcomes outcomes)
    {
        long unlabelled = outcomes.Count - outcomes.Labelled;
        return metric != GroupMetric.SelectionRate
            ? outcomes.Confusion
            : outcomes.Confusion + new ConfusionMatrix(0, outcomes.UnlabelledSelected, 0, unlabelled - outcomes.UnlabelledSelected);
    }

    /// <summary>The metric with its own interval. Of a group that may be told, any denominator may.</summary>
    public static Estimate Of(GroupMetric metric, BinaryOutcomes outcomes, int minimumCount)
    {
        ConfusionMatrix counts = Counts(metric, outcomes);
        if (counts.Count == 0)
            return Estimate.None(outcomes.Count == 0 ? Absence.NoRows : Absence.NotApplicable);
        if (counts.Count < minimumCount)
            return Estimate.None(Absence.TooFew);
        return metric switch
        {
            GroupMetric.SelectionRate => Estimate.Share(counts.Selected, counts.Count),
            GroupMetric.BaseRate => Estimate.Share(counts.Positives, counts.Count),
            GroupMetric.TruePositiveRate => Estimate.Share(counts.TruePositives, counts.Positives),
            GroupMetric.TrueNegativeRate => Estimate.Share(counts.TrueNegatives, counts.Negatives),
            GroupMetric.FalsePositiveRate => Estimate.Share(counts.FalsePositives, counts.Negatives),
            GroupMetric.FalseNegativeRate => Estimate.Share(counts.FalseNegatives, counts.Positives),
            GroupMetric.Precision => Estimate.Share(counts.TruePositives, counts.Selected),
            GroupMetric.NegativePredictiveValue => Estimate.Share(counts.TrueNegatives, counts.Rejected),
            GroupMetric.FalseDiscoveryRate => Estimate.Share(counts.FalsePositives, counts.Selected),
            GroupMetric.FalseOmissionRate => Estimate.Share(counts.FalseNegatives, counts.Rejected),
            GroupMetric.Accuracy => Estimate.Share(counts.Correct, counts.Count),
            GroupMetric.ZeroOneLoss => Estimate.Share(counts.Count - counts.Correct, counts.Count),
            GroupMetric.BalancedAccuracy => counts.BalancedAccuracyEstimate(),
            GroupMetric.F1 => counts.F1Estimate(),
            GroupMetric.RocAuc => Ranking.RocAuc(outcomes.Scores),
            _ => OfScores(metric, outcomes),
        };
    }

    private static Estimate OfScores(GroupMetric metric, BinaryOutcomes outcomes)
    {
        if (metric == GroupMetric.MeanPrediction)
        {
            MeanOfLosses all = outcomes.ScoresOfPositives;
            all.Add(outcomes.ScoresOfNegatives);
            return all.ToEstimate(1);
        }

        if (outcomes.OutsideUnit > 0)
            return Estimate.None(Absence.NotApplicable, outcomes.Labelled);
        return metric switch
        {
            GroupMetric.LogLoss => outcomes.LogLosses.ToEstimate(1),
            GroupMetric.Brier => outcomes.SquaredErrors.ToEstimate(1),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "There is no such metric."),
        };
    }
}
