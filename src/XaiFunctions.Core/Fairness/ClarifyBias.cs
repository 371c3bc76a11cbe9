using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>The labelled rows of one stratum (a value of a column that may explain a difference), in the facet and in the rest.</summary>
/// <param name="Facet">The rows of the facet.</param>
/// <param name="Rest">The other rows.</param>
public sealed record Stratum(ConfusionMatrix Facet, ConfusionMatrix Rest);

/// <summary>
/// The 21 bias metrics of Amazon SageMaker Clarify for one facet d against the rest a, as its code (smclarify) defines them: 0/0 counts as 0, x/0 as infinite; in TE, FN/FP and d - a.
/// </summary>
public static class ClarifyBias
{
    private static readonly (string Name, string Description, BiasStage Stage)[] Catalog =
    [
        ("CI", "Class imbalance: (n_a - n_d) / (n_a + n_d)", BiasStage.Labels),
        ("DPL", "Difference in proportions of labels: q_a - q_d", BiasStage.Labels),
        ("KL", "Kullback-Leibler divergence of the labels: sum P_a ln(P_a / P_d)", BiasStage.Labels),
        ("JS", "Jensen-Shannon divergence of the labels, in nats", BiasStage.Labels),
        ("LP", "Euclidean distance of the label distributions", BiasStage.Labels),
        ("TVD", "Total variation distance of the label distributions", BiasStage.Labels),
        ("KS", "Largest difference of the label probabilities", BiasStage.Labels),
        ("CDDL", "Conditional demographic disparity of the labels", BiasStage.Labels),
        ("DPPL", "Difference in positive proportions of predicted labels: q'_a - q'_d", BiasStage.Decisions),
        ("DI", "Disparate impact: q'_d / q'_a", BiasStage.Decisions),
        ("DCA", "Difference in conditional acceptance: positives / predicted positives, a - d", BiasStage.Decisions),
        ("DCR", "Difference in conditional rejection: negatives / predicted negatives, d - a", BiasStage.Decisions),
        ("RD", "Recall difference: TPR_a - TPR_d", BiasStage.Decisions),
        ("SD", "Specificity difference: TNR_d - TNR_a", BiasStage.Decisions),
        ("DAR", "Difference in acceptance rates: PPV_a - PPV_d", BiasStage.Decisions),
        ("DRR", "Difference in rejection rates: NPV_d - NPV_a", BiasStage.Decisions),
        ("AD", "Accuracy difference: ACC_a - ACC_d", BiasStage.Decisions),
        ("CDDPL", "Conditional demographic disparity of predicted labels", BiasStage.Decisions),
        ("TE", "Treatment equality: FN_d / FP_d - FN_a / FP_a", BiasStage.Decisions),
        ("FT", "Flip test: neighbours in a decided yes where d was decided no, less the reverse, over n_d", BiasStage.Decisions),
        ("GE", "Generalized entropy index of the benefits, alpha 2", BiasStage.Decisions),
    ];

    /// <summary>Computes all 21.</summary>
    /// <param name="facet">The labelled rows of the facet d.</param>
    /// <param name="rest">The labelled rows of the rest a.</param>
    /// <param name="strata">The rows by stratum for CDDL and CDDPL; null if no column was named for that, and these two are not applicable.</param>
    /// <param name="flipTest">The result of <see cref="Neighbours.FlipTest"/>; null if there are no rows at hand, and the test is not applicable.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static IReadOnlyList<BiasMetric> Of(
        ConfusionMatrix facet, ConfusionMatrix rest, IReadOnlyList<Stratum>? strata = null, Estimate? flipTest = null, FairnessOptions? options = null)
    {
        options ??= new FairnessOptions();
        options.Validate();
        if (Math.Min(facet.Count, rest.Count) < options.MinimumCount)
        {
            Estimate none = Estimate.None(facet.Count == 0 || rest.Count == 0 ? Absence.NoRows : Absence.TooFew);
            return [.. Catalog.Select(entry => new BiasMetric(entry.Name, entry.Description, entry.Stage, none))];
        }

        // The strata part the same rows, so that these are drawn once: with strata, the two groups are the sums of their strata.
        bool hasStrata = strata is { Count: > 0 };
        ConfusionMatrix[] cells = hasStrata ? [.. strata!.SelectMany(stratum => (ConfusionMatrix[])[stratum.Facet, stratum.Rest])] : [facet, rest];
        double[] values = Metrics(facet, rest, hasStrata ? cells : []);
        Interval?[] intervals = CellBootstrap.Intervals(cells, drawn => Metrics(Sum(drawn, 0), Sum(drawn, 1), hasStrata ? drawn : []), options);
        return [.. Catalog.Select((entry, index) => new BiasMetric(entry.Name, entry.Description, entry.Stage, entry.Name switch
        {
            "FT" => flipTest ?? Estimate.None(Absence.NotApplicable),
            "CDDL" or "CDDPL" when !hasStrata => Estimate.None(Absence.NotApplicable),
            _ when double.IsNaN(values[index]) => Estimate.None(Absence.ZeroDenominator, facet.Count + rest.Count),
            _ => Estimate.Of(values[index], facet.Count + rest.Count, intervals[index]),
        }))];
    }

    private static double[] Metrics(ConfusionMatrix d, ConfusionMatrix a, ConfusionMatrix[] strata)
    {
        double[] pa = [a.BaseRate, 1 - a.BaseRate], pd = [d.BaseRate, 1 - d.BaseRate];

        // A label value that one side lacks is dropped, as Clarify does.
        int[] both = [.. Enumerable.Range(0, 2).Where(label => pa[label] > 0 && pd[label] > 0)];
        double Over(Func<double, double, double> term) => both.Sum(label => term(pa[label], pd[label]));
        double kl = Over((p, q) => p * Math.Log(p / q));
        double js = Over((p, q) => ((p * Math.Log(2 * p / (p + q))) + (q * Math.Log(2 * q / (p + q)))) / 2);
        double ks = both.Length == 0 ? 0 : both.Max(label => Math.Abs(pa[label] - pd[label]));
        return
        [
            (double)(a.Count - d.Count) / (a.Count + d.Count),
            a.BaseRate - d.BaseRate,
            kl,
            js,
            Math.Sqrt(Over((p, q) => (p - q) * (p - q))),
            Over((p, q) => Math.Abs(p - q)) / 2,
            ks,
            Disparity(strata, cell => cell.Positives, cell => cell.Negatives),
            a.SelectionRate - d.SelectionRate,
            Ratio(d.SelectionRate, a.SelectionRate),
            Less(Ratio(a.Positives, a.Selected), Ratio(d.Positives, d.Selected)),
            Less(Ratio(d.Negatives, d.Rejected), Ratio(a.Negatives, a.Rejected)),
            Less(Ratio(a.TruePositives, a.Positives), Ratio(d.TruePositives, d.Positives)),
            Less(Ratio(d.TrueNegatives, d.Negatives), Ratio(a.TrueNegatives, a.Negatives)),
            Less(Ratio(a.TruePositives, a.Selected), Ratio(d.TruePositives, d.Selected)),
            Less(Ratio(d.TrueNegatives, d.Rejected), Ratio(a.TrueNegatives, a.Rejected)),
            Less(Ratio(a.Correct, a.Count), Ratio(d.Correct, d.Count)),
            Disparity(strata, cell => cell.Selected, cell => cell.Rejected),
            Less(Ratio(d.FalseNegatives, d.FalsePositives), Ratio(a.FalseNegatives, a.FalsePositives)),
            double.NaN,
            Benefits.Entropy(a + d, 2),
        ];
    }

    // Over strata: rows x (share of the facet among the rejected - its share among the accepted), over all rows.
    private static double Disparity(ConfusionMatrix[] strata, Func<ConfusionMatrix, long> accepted, Func<ConfusionMatrix, long> rejected)
    {
        double sum = 0, rows = 0;
        for (int stratum = 0; stratum < strata.Length; stratum += 2)
        {
            ConfusionMatrix d = strata[stratum], all = d + strata[stratum + 1];
            sum += all.Count * (Ratio(rejected(d), rejected(all)) - Ratio(accepted(d), accepted(all)));
            rows += all.Count;
        }

        return rows > 0 ? sum / rows : double.NaN;
    }

    private static double Ratio(double part, double whole) => whole != 0 ? part / whole : part == 0 ? 0 : double.PositiveInfinity;

    // Equal infinities do not differ.
    private static double Less(double left, double right) => left == right ? 0 : left - right;

    private static ConfusionMatrix Sum(ConfusionMatrix[] cells, int first)
    {
        var sum = default(ConfusionMatrix);
        for (int cell = first; cell < cells.Length; cell += 2)
            sum += cells[cell];
        return sum;
    }
}
