using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Fairness;

/// <summary>Golden numbers: aws/amazon-sagemaker-clarify 024329d (smclarify, with scikit-learn 1.2.1) on <see cref="ExampleGroups"/>, facet b.</summary>
public sealed class ClarifyBiasTests
{
    private static readonly FairnessOptions Few = new() { Draws = 200 };

    [Fact]
    public void Of_FacetAgainstRest_AgreesWithClarify()
    {
        Estimate flipTest = Neighbours.FlipTest(ExampleGroups.Features, 2, [.. ExampleGroups.Groups.Select(group => group == "b")], ExampleGroups.Decisions);

        IReadOnlyList<BiasMetric> metrics = ClarifyBias.Of(ExampleGroups.Facet.Confusion, ExampleGroups.Rest.Confusion, ExampleGroups.Strata, flipTest, Few);

        (string Name, double Value)[] expected =
        [
            ("CI", 0.07333333333333333), ("DPL", 0.13257965056526205), ("KL", 0.0353341231785029), ("JS", 0.008815556630091946), ("LP", 0.18749593992407937),
            ("TVD", 0.13257965056526205), ("KS", 0.13257965056526205), ("CDDL", 0.1318917148125069), ("DPPL", -0.0004915322400464994), ("DI", 1.0009769961808332),
            ("DCA", 0.26437389770723096), ("DCR", 0.2679347826086955), ("RD", 0.08339272986457591), ("SD", -0.19620958751393536), ("DAR", 0.26807760141093473),
            ("DRR", -0.004347826086956497), ("AD", 0.13709281022387065), ("CDDPL", -0.0004001600640255824), ("TE", -1.1461538461538463), ("FT", -0.014388489208633094),
            ("GE", 0.14861943155713722),
        ];
        Assert.Equal(21, metrics.Count);
        Assert.Equal(8, metrics.Count(metric => metric.Stage == BiasStage.Labels));
        Assert.All(expected.Zip(metrics), pair =>
        {
            Assert.Equal(pair.First.Name, pair.Second.Name);
            Assert.Equal(pair.First.Value, pair.Second.Value.Value!.Value, 1e-12);

            // Distances between distributions are biased upwards by resampling; the others lie in their interval.
            if (pair.First.Name is not ("KL" or "JS" or "LP" or "TVD" or "KS"))
                Assert.True(pair.Second.Value.Interval!.Value.Contains(pair.First.Value));
        });
    }

    [Fact]
    public void Of_NoStrataAndNoRows_SaysNotApplicable()
    {
        IReadOnlyList<BiasMetric> metrics = ClarifyBias.Of(ExampleGroups.Facet.Confusion, ExampleGroups.Rest.Confusion, options: Few);

        Assert.Equal(["CDDL", "CDDPL", "FT"], metrics.Where(metric => metric.Value.Absence == Absence.NotApplicable).Select(metric => metric.Name));
    }

    [Fact]
    public void Of_ZeroDenominators_FollowsClarifysRules()
    {
        // Nobody of the rest is selected: x/0 is infinite, 0/0 is 0.
        IReadOnlyList<BiasMetric> metrics = ClarifyBias.Of(new ConfusionMatrix(10, 10, 10, 10), new ConfusionMatrix(0, 0, 20, 20), options: Few);

        Assert.Equal(double.PositiveInfinity, metrics.Single(metric => metric.Name == "DI").Value.Value);
        Assert.Equal(-0.5, metrics.Single(metric => metric.Name == "DAR").Value.Value);
        Assert.Equal(double.NegativeInfinity, metrics.Single(metric => metric.Name == "TE").Value.Value);

        // Infinite on both sides is no difference.
        metrics = ClarifyBias.Of(new ConfusionMatrix(0, 0, 10, 20), new ConfusionMatrix(0, 0, 20, 20), options: Few);
        Assert.Equal(0, metrics.Single(metric => metric.Name == "DCA").Value.Value);
    }

    [Fact]
    public void Of_SmallFacet_TellsNothing() =>
        Assert.All(ClarifyBias.Of(new ConfusionMatrix(5, 5, 0, 0), ExampleGroups.Rest.Confusion), metric => Assert.Equal((Absence.TooFew, 0L), (metric.Value.Absence, metric.Value.Count)));

    [Fact]
    public void FlipTest_SmallRest_AsksOneNeighbour()
    {
        // The nearest row of the rest says no, the majority of the rest yes.
        double[] rows = [0, 0.1, 0.2, 5.1, 9.1, 9.2];

        Estimate flips = Neighbours.FlipTest(rows, 1, [true, false, true, false, false, false], [true, false, true, true, true, true], 1);

        Assert.Equal(1, flips.Value);
        Assert.Equal(Absence.NoRows, Neighbours.FlipTest(rows, 1, new bool[6], new bool[6]).Absence);
        Assert.Throws<ArgumentException>(() => Neighbours.FlipTest(rows, 2, new bool[6], new bool[6]));
    }
}
