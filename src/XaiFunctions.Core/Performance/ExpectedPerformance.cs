using XaiFunctions.Core.Calibration;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>
/// What the performance is expected to be without labels: confidence-based performance estimation (CBPE, NannyML). An estimate, not a measurement.
/// </summary>
/// <param name="Accuracy">The expected share of correct decisions.</param>
/// <param name="Precision">The expected precision.</param>
/// <param name="Recall">The expected recall.</param>
/// <param name="F1">The expected F1.</param>
/// <param name="RocAuc">The expected area under the ROC curve.</param>
/// <param name="IsCalibrated">Whether scores were first mapped to the frequencies seen in the reference.</param>
public sealed record ExpectedPerformance(Estimate Accuracy, Estimate Precision, Estimate Recall, Estimate F1, Estimate RocAuc, bool IsCalibrated)
{
    /// <summary>What has to hold for the estimate to mean anything.</summary>
    public const string Assumption =
        "Estimated from the model's own probabilities, without labels: right only if these are calibrated and the relation between features and outcome is still that of the reference (no concept drift).";

    /// <summary>
    /// Estimates from scores: with p the probability of yes and d the decision, the expected counts are <c>TP = sum d p, FP = sum d (1 - p), FN = sum (1 - d) p,
    /// TN = sum (1 - d)(1 - p)</c>; the area compares pairs weighted by p and 1 - p. The interval of the accuracy, and of the other shares, is that of the realised share if labels are
    /// drawn with these probabilities, <c>1.96 sqrt(sum p (1 - p)) / n</c> for the accuracy.
    /// </summary>
    /// <param name="outcomes">The rows; labels are not looked at.</param>
    /// <param name="calibration">What maps scores to frequencies; null takes scores as they are.</param>
    public static ExpectedPerformance Of(BinaryOutcomes outcomes, IsotonicCalibration? calibration = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        bool isCalibrated = calibration is not null;
        Absence? absence = outcomes.Count == 0 ? Absence.NoRows
            : outcomes.Count < outcomes.Options.MinimumCount ? Absence.TooFew
            : outcomes.OutsideUnit > 0 && !isCalibrated ? Absence.NotApplicable
            : null;
        if (absence is { } why)
        {
            Estimate none = Estimate.None(why);
            return new ExpectedPerformance(none, none, none, none, none, isCalibrated);
        }

        double truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0, variance = 0, selectedVariance = 0, pairs = 0, negativesBelow = 0;
        foreach (ScoreCell cell in outcomes.Scores.ToCells())
        {
            double p = calibration?.Of(cell.Mean) ?? cell.Mean, yes = cell.Count * p, no = cell.Count * (1 - p);
            bool decision = cell.Edge >= outcomes.Options.Threshold;
            truePositive += decision ? yes : 0;
            falsePositive += decision ? no : 0;
            falseNegative += decision ? 0 : yes;
            trueNegative += decision ? 0 : no;
            variance += yes * (1 - p);
            selectedVariance += decision ? yes * (1 - p) : 0;
            pairs += yes * (negativesBelow + (0.5 * no));
            negativesBelow += no;
        }

        double n = outcomes.Count, positives = truePositive + falseNegative, negatives = n - positives, selected = truePositive + falsePositive;
        double f1 = 2 * truePositive / ((2 * truePositive) + falsePositive + falseNegative);

        // Recall and F1 as ratios of sums of independent labels: the variance of numerator - ratio x denominator over the denominator squared.
        double recall = truePositive / positives;
        double recallVariance = ((1 - recall) * (1 - recall) * selectedVariance) + (recall * recall * (variance - selectedVariance));
        double f1Variance = ((2 - f1) * (2 - f1) * selectedVariance) + (f1 * f1 * (variance - selectedVariance));
        return new ExpectedPerformance(
            Share((truePositive + trueNegative) / n, outcomes.Count, Math.Sqrt(variance) / n),
            Share(truePositive / selected, outcomes.Count, Math.Sqrt(selectedVariance) / selected),
            Share(recall, outcomes.Count, Math.Sqrt(recallVariance) / positives),
            Share(f1, outcomes.Count, Math.Sqrt(f1Variance) / (selected + positives)),
            positives > 0 && negatives > 0 ? Estimate.Of(pairs / positives / negatives, outcomes.Count) : Estimate.None(Absence.OneClass, outcomes.Count),
            isCalibrated);
    }

    private static Estimate Share(double value, long count, double error) => double.IsFinite(value)
        ? Estimate.Of(value, count, Interval.Around(value, error).Within(0, 1))
        : Estimate.None(Absence.ZeroDenominator, count);
}
