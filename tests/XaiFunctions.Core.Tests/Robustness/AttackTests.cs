using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Tests.Robustness;

public sealed class AttackTests
{
    private static readonly RobustnessOptions Options = new();

    [Fact]
    public void HopSkipJump_LinearDecision_ComesNearTheLeastChangeAndNeverBelow()
    {
        QuantileSpace space = new(LinearExample.Features, LinearExample.Reference);
        double excess = 0;
        for (int row = 0; row < 20; row++)
        {
            double[] cells = LinearExample.Row(row);
            double least = LinearExample.LeastChange(cells), found = HopSkipJump.Attack(LinearExample.Decision(), space, cells, Options, (ulong)row);

            // Nothing smaller turns it; the bisection stops at 1e-4.
            Assert.InRange(found, least - 1e-12, 1);
            excess += (found - least) / 20;
        }

        // Columns of small weight are hard to see from 100 to 300 evaluations; what they could give is 0.1 / 1.85 of the change.
        Assert.InRange(excess, 0, 0.01);
    }

    [Fact]
    public void Square_LinearDecision_TurnsWhatCanBeTurnedAndNothingElse()
    {
        QuantileSpace space = new(LinearExample.Features, LinearExample.Reference);
        int turned = 0;
        for (int row = 0; row < 20; row++)
        {
            double[] cells = LinearExample.Row(row);
            double least = LinearExample.LeastChange(cells);
            Assert.Equal(double.PositiveInfinity, SquareAttack.Attack(LinearExample.Decision(), space, cells, least * 0.999, Options, (ulong)row));
            double found = SquareAttack.Attack(LinearExample.Decision(), space, cells, (least * 1.001) + 1e-9, Options, (ulong)row);
            turned += double.IsFinite(found) ? 1 : 0;
            Assert.True(double.IsInfinity(found) || found <= (least * 1.001) + 1e-6);
        }

        // Of 16 corners one turns the decision; a hundred steps find it.
        Assert.InRange(turned, 19, 20);
    }

    [Fact]
    public void Attacks_ImmutableColumns_StayToTheBit()
    {
        string[] immutable = ["x0", "x1"];
        QuantileSpace space = new(LinearExample.Features, LinearExample.Reference, immutable);
        double[] cells = LinearExample.Row(3);
        var watched = new ScoredDecision(
            new FunctionModel(4, row =>
            {
                // The attack may start from rows of the reference: with the immutable cells of the row.
                Assert.Equal((cells[0], cells[1]), (row.Span[0], row.Span[1]));
                return LinearExample.Value(row.Span);
            }),
            0,
            0.413);

        double hop = HopSkipJump.Attack(watched, space, cells, Options, 1), square = SquareAttack.Attack(watched, space, cells, 0.25, Options, 1);

        // Only 0.25 and 0.1 are left to move.
        double least = Math.Abs(LinearExample.Value(cells) - 0.413) / 0.35;
        Assert.InRange(hop, least - 1e-12, least * 1.3);
        Assert.Equal(least <= 0.25, double.IsFinite(square));
        Assert.Throws<ArgumentException>(() => new QuantileSpace(LinearExample.Features, LinearExample.Reference, ["nobody"]));
    }

    [Fact]
    public void Attacks_NothingTurnsIt_AreInfinite()
    {
        QuantileSpace space = new(LinearExample.Features, LinearExample.Reference);
        ScoredDecision always = LinearExample.Decision(-100);

        Assert.Equal(double.PositiveInfinity, HopSkipJump.Attack(always, space, LinearExample.Row(0), Options, 1));
        Assert.Equal(double.PositiveInfinity, SquareAttack.Attack(always, space, LinearExample.Row(0), 1, Options, 1));
    }

    [Fact]
    public void QuantileSpace_IntegersMissingAndCategories_AreKept()
    {
        Feature[] features = [new("n", FeatureType.Integer), new("c", FeatureType.Category), new("constant", FeatureType.Number)];
        double[] reference = [.. Enumerable.Range(0, 50).SelectMany(row => new[] { row % 10, row % 3, 7.0 })];
        var space = new QuantileSpace(features, reference);
        double[] row = [4, 1, 7], moved = new double[3];

        double[] start = space.ToQuantiles(row);
        space.ToRow(row, start, [start[0] + 0.13], moved);

        Assert.Equal([0], space.Movable);
        Assert.Equal([5, 1, 7], moved);
        Assert.Equal(0.5, space.ToQuantiles([double.NaN, 1, 7])[0]);
        Assert.Equal((0.0, 1.0), (space.ToQuantiles([-5, 1, 7])[0], space.ToQuantiles([99, 1, 7])[0]));
    }

    [Fact]
    public void Of_LinearDecision_ReportsWhatIsKnown()
    {
        double[] rows = [.. Enumerable.Range(0, 30).SelectMany(LinearExample.Row)];
        bool[] labels = [.. Enumerable.Range(0, 30).Select(row => LinearExample.Value(LinearExample.Row(row)) >= 0.413 != (row < 3))];
        double[] least = [.. Enumerable.Range(0, 30).Select(row => LinearExample.LeastChange(LinearExample.Row(row)))];
        var options = new RobustnessOptions { Epsilons = [0.02, 0.05, 0.1] };

        RobustnessReport report = RobustnessReport.Of(LinearExample.Decision(), new QuantileSpace(LinearExample.Features, LinearExample.Reference), rows, labels, options);

        Assert.Equal(0.9, report.CleanAccuracy.Value);
        Assert.All(report.Levels, level =>
        {
            double possible = least.Count(change => change > level.Epsilon) / 30.0;
            Assert.InRange(level.Held.Value!.Value, possible, possible + 0.07);
            Assert.True(level.RobustAccuracy.Value <= level.Held.Value && level.Held.Value <= level.HeldUnderNoise.Value);
        });
        Assert.Equal(least.Order().Skip(14).Take(2).Average(), report.MedianLeastChange.Value!.Value, 0.01);
        Assert.True(report.Queries > 1000);
        Assert.Equal(30, report.Rows);

        RobustnessReport again = RobustnessReport.Of(LinearExample.Decision(), new QuantileSpace(LinearExample.Features, LinearExample.Reference), rows, labels, options);
        Assert.Equal((report.MedianLeastChange, report.Queries), (again.MedianLeastChange, again.Queries));
    }

    [Fact]
    public void Of_FewRowsNoLabelsOrNonsense_SaysSo()
    {
        QuantileSpace space = new(LinearExample.Features, LinearExample.Reference);

        RobustnessReport few = RobustnessReport.Of(LinearExample.Decision(), space, LinearExample.Row(0), []);
        Assert.Equal((Absence.TooFew, Absence.NotApplicable, null), (few.MedianLeastChange.Absence, few.CleanAccuracy.Absence, few.Rows));
        Assert.Throws<ArgumentException>(() => RobustnessReport.Of(LinearExample.Decision(), space, [1, 2, 3], []));
        Assert.Throws<ArgumentException>(() => RobustnessReport.Of(LinearExample.Decision(), space, [], [], new RobustnessOptions { Epsilons = [0.2, 0.1] }));
    }

    [Fact]
    public void EdgeCases_LinearModel_AreTriedAndRefusalsReported()
    {
        var decision = new ScoredDecision(
            new FunctionModel(4, row => double.IsNaN(row.Span[0]) ? throw new ArgumentException("missing") : LinearExample.Value(row.Span)), 0, 0.413);
        double[] rows = [.. Enumerable.Range(0, 30).SelectMany(LinearExample.Row)];

        IReadOnlyList<EdgeCaseResult> results = EdgeCases.Try(decision, new QuantileSpace(LinearExample.Features, LinearExample.Reference), rows);

        Assert.Equal(20, results.Count);
        Assert.True(results.Single(result => result is { Column: "x0", Case: EdgeCase.Missing }).IsRefused);
        Assert.Equal(30, results.Single(result => result is { Column: "x1", Case: EdgeCase.Missing }).NotFinite);
        EdgeCaseResult greatest = results.Single(result => result is { Column: "x0", Case: EdgeCase.Greatest });
        Assert.Equal(0.7, greatest.LargestChange!.Value, 1e-12);
        Assert.Equal(Enumerable.Range(0, 30).Count(row => LinearExample.Value(LinearExample.Row(row)) < 0.413 && LinearExample.Value(LinearExample.Row(row)) + 1 - LinearExample.Row(row)[0] >= 0.413) / 30.0, greatest.Turned.Value!.Value, 1e-12);
    }

    [Fact]
    public void EdgeCases_UnseenCategory_IsTriedOnCategoriesOnly()
    {
        Feature[] features = [new("n", FeatureType.Number), new("c", FeatureType.Category)];
        double[] rows = [.. Enumerable.Range(0, 20).SelectMany(row => new[] { row / 20.0, row % 2 })];
        var decision = new ScoredDecision(new FunctionModel(2, row => row.Span[1] == 7 ? 1 : row.Span[0]), 0, 0.5);

        EdgeCaseResult result = Assert.Single(EdgeCases.Try(decision, new QuantileSpace(features, rows), rows, 7), result => result.Case == EdgeCase.UnseenCategory);

        Assert.Equal(("c", 0.5, 1.0), (result.Column, result.Turned.Value!.Value, result.LargestChange!.Value));
        Assert.DoesNotContain(EdgeCases.Try(decision, new QuantileSpace(features, rows), rows), edge => edge.Case == EdgeCase.UnseenCategory);
    }

    [Fact]
    public void ExplanationStability_LinearAttributions_HaveTheirSlope()
    {
        // Attributions w_j x_j: the change over the distance is at most the largest |w|, 1, and comes near it.
        double[] Attributions(ReadOnlySpan<double> rows)
        {
            double[] all = rows.ToArray();
            for (int cell = 0; cell < all.Length; cell++)
                all[cell] *= LinearExample.Weights[cell % 4];
            return all;
        }

        ExplanationStability stability = ExplanationStability.Of(
            LinearExample.Decision(), Attributions, new QuantileSpace(LinearExample.Features, LinearExample.Reference), LinearExample.Row(6), 0.02, 200)!;

        Assert.InRange(stability.LocalLipschitz, 0.85, 1 + 1e-9);
        double size = Math.Sqrt(Attributions(LinearExample.Row(6)).Sum(value => value * value));
        Assert.InRange(stability.MaxSensitivity!.Value, 0.015 / size, 0.024 / size);
        Assert.InRange(stability.MeanRankCorrelation!.Value, 0.9, 1);
        Assert.Null(ExplanationStability.Of(LinearExample.Decision(), Attributions, new QuantileSpace(LinearExample.Features, [1, 1, 1, 1]), LinearExample.Row(6)));
    }
}
