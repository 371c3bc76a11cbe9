using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>One rate of one group, held against the reference group.</summary>
/// <param name="Metric">Aequitas' short name: ppr, pprev, tpr, tnr, fpr, fnr, precision, npv, fdr, for.</param>
/// <param name="Value">The group's rate; null if its denominator is 0.</param>
/// <param name="Disparity">The rate over that of the reference group; null if that is not defined.</param>
/// <param name="IsParity">Whether the disparity lies between the parity ratio and its inverse, the ends included; null if it is not defined.</param>
public sealed record ParityEntry(string Metric, double? Value, double? Disparity, bool? IsParity);

/// <summary>The verdicts on a group; null where an entry that is needed is not defined.</summary>
/// <param name="Group">The group.</param>
/// <param name="Count">Its labelled rows; null if they are not to be told.</param>
/// <param name="Entries">Its rates; empty if the group is hidden.</param>
/// <param name="StatisticalParity">Parity of ppr: of its share of all those decided yes.</param>
/// <param name="ImpactParity">Parity of pprev: of its selection rate.</param>
/// <param name="UnsupervisedFairness">Both of these.</param>
/// <param name="TypeIParity">Parity of fdr and fpr.</param>
/// <param name="TypeIIParity">Parity of for and fnr.</param>
/// <param name="EqualizedOdds">Parity of fpr and tpr.</param>
/// <param name="SupervisedFairness">Type I and type II parity.</param>
/// <param name="SelectionPValue">The p value of the test that its selection rate is that of the reference group; null for that group itself and for hidden ones.</param>
public sealed record ParityVerdict(
    string Group,
    long? Count,
    IReadOnlyList<ParityEntry> Entries,
    bool? StatisticalParity,
    bool? ImpactParity,
    bool? UnsupervisedFairness,
    bool? TypeIParity,
    bool? TypeIIParity,
    bool? EqualizedOdds,
    bool? SupervisedFairness,
    double? SelectionPValue);

/// <summary>The group metrics of Aequitas (Saleiro et al. 2018) with its parity verdicts, and the four-fifths figure.</summary>
/// <param name="ReferenceGroup">The group that the others are held against; null if there is none that may be told.</param>
/// <param name="ParityRatio">The least ratio that counts as parity.</param>
/// <param name="Groups">The verdict on every group, in ordinal order of their names.</param>
/// <param name="FourFifths">The least over the greatest selection rate of the groups told, with its bootstrap interval.</param>
public sealed record ParityAudit(string? ReferenceGroup, double ParityRatio, IReadOnlyList<ParityVerdict> Groups, Estimate FourFifths)
{
    /// <summary>What the four-fifths figure is and is not.</summary>
    public const string FourFifthsNote =
        "A ratio of selection rates below 0.8 is what the United States' Uniform Guidelines on Employee Selection Procedures (29 CFR 1607.4(D)) take as evidence of adverse impact in employment. "
        + "It is a figure to look into, not a finding about the law, and says nothing about other uses.";

    private static readonly (string Name, Func<ConfusionMatrix, double> Rate)[] Rates =
    [
        ("pprev", counts => counts.SelectionRate),
        ("tpr", counts => counts.TruePositiveRate),
        ("tnr", counts => counts.TrueNegativeRate),
        ("fpr", counts => counts.FalsePositiveRate),
        ("fnr", counts => counts.FalseNegativeRate),
        ("precision", counts => counts.Precision),
        ("npv", counts => counts.NegativePredictiveValue),
        ("fdr", counts => counts.FalseDiscoveryRate),
        ("for", counts => counts.FalseOmissionRate),
    ];

    /// <summary>Holds all groups against one.</summary>
    /// <param name="outcomes">The outcomes by group; labelled rows count.</param>
    /// <param name="referenceGroup">The group to hold the others against; default: the largest, as Aequitas' audit does.</param>
    /// <param name="options">How; default: <see cref="FairnessOptions"/>'s.</param>
    public static ParityAudit Of(GroupedOutcomes outcomes, string? referenceGroup = null, FairnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        options ??= new FairnessOptions();
        options.Validate();
        string[] names = [.. outcomes.Groups.Keys];
        ConfusionMatrix[] counts = [.. outcomes.Groups.Values.Select(group => group.Confusion)];
        bool[] hidden = SmallCells.Hidden([.. counts.Select(group => group.Count)], options.MinimumCount);
        int[] told = [.. Enumerable.Range(0, names.Length).Where(group => !hidden[group] && counts[group].Count > 0)];
        int reference = referenceGroup is not null ? Array.IndexOf(names, referenceGroup)
            : told.Length > 0 ? told.MaxBy(group => counts[group].Count)
            : -1;
        if (!told.Contains(reference))
            reference = -1;

        ParityVerdict[] verdicts = [.. names.Select((name, group) => told.Contains(group)
            ? Judge(name, counts[group], reference < 0 ? null : counts[reference], group == reference, counts.Sum(one => one.Selected), options.ParityRatio)
            : new ParityVerdict(name, null, [], null, null, null, null, null, null, null, null))];
        return new ParityAudit(reference < 0 ? null : names[reference], options.ParityRatio, verdicts, MetricFrame.Of(outcomes, GroupMetric.SelectionRate, options).Ratio);
    }

    private static ParityVerdict Judge(string name, ConfusionMatrix counts, ConfusionMatrix? reference, bool isReference, long allSelected, double tau)
    {
        var entries = new List<ParityEntry> { Entry("ppr", (double)counts.Selected / allSelected, reference is { } r ? (double)r.Selected / allSelected : null, tau) };
        entries.AddRange(Rates.Select(rate => Entry(rate.Name, rate.Rate(counts), reference is { } other ? rate.Rate(other) : null, tau)));
        bool? Parity(string metric) => entries.Single(entry => entry.Metric == metric).IsParity;
        bool? typeI = And(Parity("fdr"), Parity("fpr")), typeII = And(Parity("for"), Parity("fnr"));
        return new ParityVerdict(
            name,
            counts.Count,
            entries,
            Parity("ppr"),
            Parity("pprev"),
            And(Parity("ppr"), Parity("pprev")),
            typeI,
            typeII,
            And(Parity("fpr"), Parity("tpr")),
            And(typeI, typeII),
            isReference || reference is not { } of ? null : Proportion.TestOfTwo(counts.Selected, counts.Count, of.Selected, of.Count));
    }

    private static ParityEntry Entry(string metric, double value, double? reference, double tau)
    {
        double disparity = value / (reference ?? double.NaN);
        return double.IsFinite(disparity)
            ? new ParityEntry(metric, value, disparity, disparity >= tau && disparity <= 1 / tau)
            : new ParityEntry(metric, double.IsNaN(value) ? null : value, null, null);
    }

    // Not defined if either is not, unless the other already fails.
    private static bool? And(bool? left, bool? right) => left & right;
}
