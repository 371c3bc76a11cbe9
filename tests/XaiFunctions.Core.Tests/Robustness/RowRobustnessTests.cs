using XaiFunctions.Core.ExplanationQuality;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Robustness;

namespace XaiFunctions.Core.Tests.Robustness;

public sealed class RowRobustnessTests
{
    private static readonly RobustnessOptions Options = new() { Epsilons = [0.02, 0.05], SquareSteps = 20, HopSteps = 3 };
    private static readonly QuantileSpace Space = new(LinearExample.Features, LinearExample.Reference);

    [Fact]
    public void Of_RowsOneByOneInAnyOrder_SumUpAsTogether()
    {
        double[] rows = [.. Enumerable.Range(0, 15).SelectMany(LinearExample.Row)];

        RobustnessReport together = RobustnessReport.Of(LinearExample.Decision(), Space, rows, [], Options);
        var apart = new RowRobustness[15];
        foreach (int row in Enumerable.Range(0, 15).Reverse())
            apart[row] = RowRobustness.Of(LinearExample.Decision(), Space, LinearExample.Row(row), Options, (ulong)row);
        RobustnessReport merged = RobustnessReport.Of(apart, new bool?[15], Options, together.Queries);

        Assert.Equal(together.Levels, merged.Levels);
        Assert.Equal(together.MedianLeastChange, merged.MedianLeastChange);
    }

    [Fact]
    public void MostQueries_AnyRow_IsNotExceeded()
    {
        for (int row = 0; row < 20; row++)
        {
            ScoredDecision decision = LinearExample.Decision();
            RowRobustness.Of(decision, Space, LinearExample.Row(row), Options, (ulong)row);

            Assert.InRange(decision.Queries, RowRobustness.MostQueries(Options) / 4, RowRobustness.MostQueries(Options));
        }
    }

    [Fact]
    public void MostModelRows_OfFaithfulness_IsNotExceeded()
    {
        var options = new FaithfulnessOptions { Subsets = 50, RandomOrders = 10 };
        var model = new FunctionModel(20, row => row.Span[0] + row.Span[7]);

        Faithfulness quality = Faithfulness.Of(model, 0, new double[20], [.. Enumerable.Range(0, 60).Select(cell => (double)cell)], Players.OnePerColumn([.. Enumerable.Range(0, 20).Select(column => $"x{column}")]), new double[20], options);

        Assert.InRange(quality.ModelRows, Faithfulness.MostModelRows(20, 3, options) / 2, Faithfulness.MostModelRows(20, 3, options));
    }

    [Fact]
    public void Of_SomeRowsLabelled_CountsOnlyThoseForAccuracy()
    {
        RowRobustness held = new(true, null, [true, true]), turned = new(false, 0.03, [true, true]);
        RobustnessReport report = RobustnessReport.Of([held, held, turned, turned], [true, null, false, true], Options with { MinimumCount = 1 }, 0);

        Assert.Equal(2.0 / 3, report.CleanAccuracy.Value);
        Assert.Equal((2.0 / 3, 1.0 / 3), (report.Levels[0].RobustAccuracy.Value, report.Levels[1].RobustAccuracy.Value));
        Assert.Equal((1.0, 0.5), (report.Levels[0].Held.Value, report.Levels[1].Held.Value));
        Assert.Equal((0.0, 0.5), (report.Levels[0].AttackSuccess.Value, report.Levels[1].AttackSuccess.Value));
        Assert.Equal(double.PositiveInfinity, report.MedianLeastChange.Value);
    }

    [Fact]
    public void Count_EdgeCasesInParts_AddUpToTheWhole()
    {
        double[] rows = [.. Enumerable.Range(0, 20).SelectMany(LinearExample.Row)];

        IReadOnlyList<EdgeCaseCounts> whole = EdgeCases.Count(LinearExample.Decision(), Space, rows);
        IReadOnlyList<EdgeCaseCounts> first = EdgeCases.Count(LinearExample.Decision(), Space, rows.AsSpan(0, 28)), rest = EdgeCases.Count(LinearExample.Decision(), Space, rows.AsSpan(28));

        Assert.Equal(whole, first.Zip(rest, (left, right) => left.With(right)));
        Assert.True(new EdgeCaseCounts("x", EdgeCase.Missing, 4, 0, 0, 0, true).With(whole[0]).ToResult().IsRefused);
    }

    [Fact]
    public void Of_LogitLink_MeasuresInLogOdds()
    {
        // The log-odds are a + b + c, so that attributions in log-odds tell all and removing the largest first goes 3, 1, 0, -1 less the baseline's -1.
        var model = new FunctionModel(3, row => 1 / (1 + Math.Exp(-((2 * row.Span[0]) + row.Span[1] + row.Span[2] - 1))));

        Faithfulness quality = Faithfulness.Of(model, 0, [1, 1, 1], [0, 0, 0], Players.OnePerColumn(["a", "b", "c"]), [2, 1, 1], null, Link.Logit);

        Assert.Equal(0, quality.EfficiencyGap, 1e-9);
        Assert.Equal(((3 / 2.0) + 1 + 0 - 0.5) / 3, quality.Deletion.Value!.Value, 1e-9);
        Assert.Equal(0, quality.Infidelity.Value!.Value, 1e-9);
    }
}
