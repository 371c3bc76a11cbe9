using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Fairness;

/// <summary>Golden numbers: Trusted-AI/AIF360 3487791 (BinaryLabelDatasetMetric, ClassificationMetric) on <see cref="ExampleGroups"/>, b unprivileged.</summary>
public sealed class PrivilegedComparisonTests
{
    [Fact]
    public void Of_TwoGroups_AgreesWithAif360()
    {
        // AIF360 looks for neighbours among all columns, the sensitive one among them.
        double[] rows = [.. Enumerable.Range(0, ExampleGroups.Count).SelectMany(i => new[] { ExampleGroups.Groups[i] == "b" ? 0.0 : 1, ExampleGroups.Features[2 * i], ExampleGroups.Features[(2 * i) + 1] })];
        Estimate consistency = Neighbours.Consistency(rows, 3, ExampleGroups.Labels);

        IReadOnlyList<BiasMetric> metrics = PrivilegedComparison.Of(ExampleGroups.Facet, ExampleGroups.Rest, consistency, new FairnessOptions { Draws = 200 });

        (string Name, double Value)[] expected =
        [
            ("base_rate", 0.51), ("label_statistical_parity_difference", -0.13257965056526205), ("label_disparate_impact", 0.7679856115107914),
            ("smoothed_empirical_differential_fairness", 0.267725784840696), ("statistical_parity_difference", 0.0004915322400464994),
            ("disparate_impact", 1.0009769961808332), ("true_positive_rate_difference", -0.08339272986457591), ("false_positive_rate_difference", 0.19620958751393536),
            ("false_negative_rate_difference", 0.08339272986457591), ("false_omission_rate_difference", 0.004347826086956552),
            ("false_discovery_rate_difference", 0.26807760141093473), ("error_rate_difference", 0.13709281022387065), ("false_positive_rate_ratio", 2.0414201183431953),
            ("false_negative_rate_ratio", 1.319672131147541), ("false_omission_rate_ratio", 1.0144927536231885), ("false_discovery_rate_ratio", 2.67032967032967),
            ("error_rate_ratio", 1.596538985028194), ("average_odds_difference", 0.056408428824679724), ("average_abs_odds_difference", 0.13980115868925563),
            ("equalized_odds_difference", 0.19620958751393536), ("average_predictive_value_difference", -0.1318648876619891),
            ("generalized_entropy_index", 0.14861943155713722), ("theil_index", 0.2067247516680964), ("coefficient_of_variation", 0.5451961693870148),
            ("between_group_generalized_entropy_index", 0.002231239484675184), ("between_group_theil_index", 0.0022256115753452694),
            ("differential_fairness_bias_amplification", -0.26674926561000456),
            ("generalized_false_positive_rate_difference", 0.396474358974359 - 0.316304347826087),
            ("generalized_false_negative_rate_difference", 0.3831967213114754 - 0.3676630434782609), ("consistency", 0.5819999999999999),
        ];
        Assert.Equal(expected.Length, metrics.Count);
        Assert.All(expected.Zip(metrics), pair =>
        {
            Assert.Equal(pair.First.Name, pair.Second.Name);
            Assert.Equal(pair.First.Value, pair.Second.Value.Value!.Value, 1e-12 * Math.Max(1, Math.Abs(pair.First.Value)));
        });
    }

    [Fact]
    public void Of_NoRowsAtHand_SaysNotApplicable() =>
        Assert.Equal(Absence.NotApplicable, PrivilegedComparison.Of(ExampleGroups.Facet, ExampleGroups.Rest, options: new FairnessOptions { Draws = 100 })[^1].Value.Absence);
}
