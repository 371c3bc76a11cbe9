using XaiFunctions.Core.Fairness;

namespace XaiFunctions.Core.Tests.Fairness;

/// <summary>The formulas of Aequitas (dssg/aequitas 4dc71c6, group.py and bias.py) by hand on <see cref="ExampleGroups"/>: a 47 10 18 39, b 40 30 21 48, c 21 3 6 17 (TP FP FN TN).</summary>
public sealed class ParityAuditTests
{
    [Fact]
    public void Of_LargestGroupAsReference_AgreesWithTheFormulas()
    {
        ParityAudit audit = ParityAudit.Of(ExampleGroups.Outcomes, options: new FairnessOptions { Draws = 200 });

        ParityVerdict a = audit.Groups[0];
        Assert.Equal("b", audit.ReferenceGroup);
        Assert.Equal(57.0 / 70, a.Entries.Single(entry => entry.Metric == "ppr").Disparity!.Value, 1e-12);
        Assert.Equal(57.0 / 114 / (70.0 / 139), a.Entries.Single(entry => entry.Metric == "pprev").Disparity!.Value, 1e-12);
        Assert.Equal(10.0 / 49 / (30.0 / 78), a.Entries.Single(entry => entry.Metric == "fpr").Disparity!.Value, 1e-12);
        Assert.Equal(18.0 / 57 / (21.0 / 69), a.Entries.Single(entry => entry.Metric == "for").Disparity!.Value, 1e-12);
        Assert.Equal(57.0 / 151, a.Entries.Single(entry => entry.Metric == "ppr").Value!.Value, 1e-12);
        Assert.Equal((true, true, true, false, true, false, false), (a.StatisticalParity, a.ImpactParity, a.UnsupervisedFairness, a.TypeIParity, a.TypeIIParity, a.EqualizedOdds, a.SupervisedFairness));
        Assert.Equal(10, a.Entries.Count);
        Assert.All(audit.Groups[1].Entries, entry => Assert.Equal((1.0, true), (entry.Disparity, entry.IsParity)));
        Assert.Equal(0.9791666666666667, audit.FourFifths.Value!.Value, 1e-12);
        Assert.True(a.SelectionPValue > 0.9);
        Assert.Null(audit.Groups[1].SelectionPValue);
    }

    [Fact]
    public void Of_NamedReference_IsTaken() =>
        Assert.Equal(70.0 / 57, ParityAudit.Of(ExampleGroups.Outcomes, "a", new FairnessOptions { Draws = 100 }).Groups[1].Entries[0].Disparity!.Value, 1e-12);

    [Fact]
    public void Of_ZeroDenominator_HasNoVerdict()
    {
        var outcomes = new GroupedOutcomes();
        for (int row = 0; row < 100; row++)
            outcomes.Add(row < 60 ? "a" : "b", row % 2, row < 60 ? row % 4 < 2 : true);

        ParityVerdict b = ParityAudit.Of(outcomes, options: new FairnessOptions { Draws = 100 }).Groups[1];

        Assert.Null(b.Entries.Single(entry => entry.Metric == "fpr").IsParity);
        Assert.Null(b.Entries.Single(entry => entry.Metric == "fpr").Value);
        Assert.Null(b.EqualizedOdds);
    }
}
