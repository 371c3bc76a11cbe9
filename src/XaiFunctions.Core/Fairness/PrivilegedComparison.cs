using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>The metrics of AIF360 for an unprivileged against a privileged group: differences are unprivileged - privileged, ratios unprivileged / privileged.</summary>
public static class PrivilegedComparison
{
    private const int OfCounts = 27;

    private static readonly (string Name, string Description, BiasStage Stage)[] Catalog =
    [
        ("base_rate", "Share of labels that are yes, over both groups", BiasStage.Labels),
        ("label_statistical_parity_difference", "Difference of the shares of labels that are yes", BiasStage.Labels),
        ("label_disparate_impact", "Ratio of the shares of labels that are yes", BiasStage.Labels),
        ("smoothed_empirical_differential_fairness", "Largest log ratio of smoothed shares (n_yes + 1/2) / (n + 1)", BiasStage.Labels),
        ("statistical_parity_difference", "Difference of selection rates", BiasStage.Decisions),
        ("disparate_impact", "Ratio of selection rates", BiasStage.Decisions),
        ("true_positive_rate_difference", "Difference of true positive rates (equal opportunity difference)", BiasStage.Decisions),
        ("false_positive_rate_difference", "Difference of false positive rates", BiasStage.Decisions),
        ("false_negative_rate_difference", "Difference of false negative rates", BiasStage.Decisions),
        ("false_omission_rate_difference", "Difference of false omission rates", BiasStage.Decisions),
        ("false_discovery_rate_difference", "Difference of false discovery rates", BiasStage.Decisions),
        ("error_rate_difference", "Difference of error rates", BiasStage.Decisions),
        ("false_positive_rate_ratio", "Ratio of false positive rates", BiasStage.Decisions),
        ("false_negative_rate_ratio", "Ratio of false negative rates", BiasStage.Decisions),
        ("false_omission_rate_ratio", "Ratio of false omission rates", BiasStage.Decisions),
        ("false_discovery_rate_ratio", "Ratio of false discovery rates", BiasStage.Decisions),
        ("error_rate_ratio", "Ratio of error rates", BiasStage.Decisions),
        ("average_odds_difference", "Mean of the differences of true and false positive rates", BiasStage.Decisions),
        ("average_abs_odds_difference", "Mean of their sizes", BiasStage.Decisions),
        ("equalized_odds_difference", "The larger of their sizes", BiasStage.Decisions),
        ("average_predictive_value_difference", "Mean of the differences of precision and false omission rate", BiasStage.Decisions),
        ("generalized_entropy_index", "Inequality of benefits, alpha 2", BiasStage.Decisions),
        ("theil_index", "Inequality of benefits, alpha 1", BiasStage.Decisions),
        ("coefficient_of_variation", "Root of twice the entropy index", BiasStage.Decisions),
        ("between_group_generalized_entropy_index", "The part of the inequality between the groups, alpha 2", BiasStage.Decisions),
        ("between_group_theil_index", "The part of the inequality between the groups, alpha 1", BiasStage.Decisions),
        ("differential_fairness_bias_amplification", "Smoothed differential fairness of decisions less that of labels", BiasStage.Decisions),
        ("generalized_false_positive_rate_difference", "Difference of the mean scores of rows that are no", BiasStage.Decisions),
        ("generalized_false_negative_rate_difference", "Difference of the mean of 1 - score of rows that are yes", BiasStage.Decisions),
        ("consistency", "1 - mean distance of a label from the mean label of its neighbours", BiasStage.Labels),
    ];

    /// <summary>Computes all of them.</summary>
    /// <param name="unprivileged">The outcomes of the unprivileged group.</param>
    /// <param name="privileged">The outcomes of the privileged group, or of all others.</param>
    /// <param name="consistency">The result of <see cref="Neighbours.Consistency"/>; null if there are no rows at hand, and it is not applicable.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static IReadOnlyList<BiasMetric> Of(BinaryOutcomes unprivileged, BinaryOutcomes privileged, Estimate? consistency = null, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(unprivileged);
        ArgumentNullException.ThrowIfNull(privileged);
        options ??= new FairnessOptions();
        options.Validate();
        if (Math.Min(unprivileged.Labelled, privileged.Labelled) < options.MinimumCount)
        {
            Estimate none = Estimate.None(unprivileged.Labelled == 0 || privileged.Labelled == 0 ? Absence.NoRows : Absence.TooFew);
            return [.. Catalog.Select(entry => new BiasMetric(entry.Name, entry.Description, entry.Stage, none))];
        }

        ConfusionMatrix[] cells = [unprivileged.Confusion, privileged.Confusion];
        double[] values = Metrics(cells);
        Interval?[] intervals = CellBootstrap.Intervals(cells, Metrics, options);
        long count = unprivileged.Labelled + privileged.Labelled;
        Estimate[] estimates =
        [
            .. values.Select((value, index) => double.IsNaN(value) ? Estimate.None(Absence.ZeroDenominator, count) : Estimate.Of(value, count, intervals[index])),
            Generalized(unprivileged, privileged, ofPositives: false),
            Generalized(unprivileged, privileged, ofPositives: true),
            consistency ?? Estimate.None(Absence.NotApplicable),
        ];
        return [.. Catalog.Select((entry, index) => new BiasMetric(entry.Name, entry.Description, entry.Stage, estimates[index]))];
    }

    private static double[] Metrics(ConfusionMatrix[] cells)
    {
        ConfusionMatrix u = cells[0], p = cells[1], all = u + p;
        double errorsU = 1 - u.Accuracy, errorsP = 1 - p.Accuracy;
        double truePositive = u.TruePositiveRate - p.TruePositiveRate, falsePositive = u.FalsePositiveRate - p.FalsePositiveRate;
        double labels = Differential(Smoothed(u.Positives, u.Count), Smoothed(p.Positives, p.Count));
        double decisions = Differential(Smoothed(u.Selected, u.Count), Smoothed(p.Selected, p.Count));
        double entropy = Benefits.Entropy(all, 2);
        double[] metrics =
        [
            all.BaseRate,
            u.BaseRate - p.BaseRate,
            u.BaseRate / p.BaseRate,
            labels,
            u.SelectionRate - p.SelectionRate,
            u.SelectionRate / p.SelectionRate,
            truePositive,
            falsePositive,
            u.FalseNegativeRate - p.FalseNegativeRate,
            u.FalseOmissionRate - p.FalseOmissionRate,
            u.FalseDiscoveryRate - p.FalseDiscoveryRate,
            errorsU - errorsP,
            u.FalsePositiveRate / p.FalsePositiveRate,
            u.FalseNegativeRate / p.FalseNegativeRate,
            u.FalseOmissionRate / p.FalseOmissionRate,
            u.FalseDiscoveryRate / p.FalseDiscoveryRate,
            errorsU / errorsP,
            (falsePositive + truePositive) / 2,
            (Math.Abs(falsePositive) + Math.Abs(truePositive)) / 2,
            Math.Max(Math.Abs(falsePositive), Math.Abs(truePositive)),
            (u.Precision - p.Precision + u.FalseOmissionRate - p.FalseOmissionRate) / 2,
            entropy,
            Benefits.Entropy(all, 1),
            Math.Sqrt(2 * entropy),
            Benefits.BetweenGroups(cells, 2),
            Benefits.BetweenGroups(cells, 1),
            decisions - labels,
        ];
        return metrics.Length == OfCounts ? metrics : throw new InvalidOperationException("The metrics do not fit their catalogue.");
    }

    private static double Smoothed(long part, long whole) => (part + 0.5) / (whole + 1);

    private static double Differential(double first, double second) => Math.Max(Math.Abs(Math.Log(first / second)), Math.Abs(Math.Log((1 - first) / (1 - second))));

    private static Estimate Generalized(BinaryOutcomes unprivileged, BinaryOutcomes privileged, bool ofPositives)
    {
        if (unprivileged.OutsideUnit + privileged.OutsideUnit > 0)
            return Estimate.None(Absence.NotApplicable);

        MeanOfLosses u = ofPositives ? unprivileged.ScoresOfPositives : unprivileged.ScoresOfNegatives;
        MeanOfLosses p = ofPositives ? privileged.ScoresOfPositives : privileged.ScoresOfNegatives;
        if (u.Count < 2 || p.Count < 2)
            return Estimate.None(Absence.OneClass);

        // For rows that are yes, of 1 - score: the difference changes its sign.
        double difference = ofPositives ? p.Mean - u.Mean : u.Mean - p.Mean;
        double error = Math.Sqrt((u.SquaredDeviations / (u.Count - 1) / u.Count) + (p.SquaredDeviations / (p.Count - 1) / p.Count));
        return Estimate.Of(difference, u.Count + p.Count, Interval.Around(difference, error));
    }
}
