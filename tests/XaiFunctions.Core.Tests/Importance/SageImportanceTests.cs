using FsCheck;
using FsCheck.Fluent;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;
using XaiFunctions.Core.Tests.Structure;

namespace XaiFunctions.Core.Tests.Importance;

public sealed class SageImportanceTests
{
    [Fact]
    public void Explain_AllCoalitions_AgreesWithTheDefinition()
    {
        var settings =
            from players in Gen.Choose(1, 6)
            from rows in Gen.Choose(1, 20)
            from outputs in Gen.Choose(1, 3)
            from loss in Gen.Elements(Loss.LogLoss, Loss.SquaredError, Loss.ZeroOne)
            from seed in Gen.Choose(0, 1_000_000)
            select (players, rows, outputs: loss == Loss.SquaredError ? 1 : outputs, loss, seed: (ulong)seed);
        Prop.ForAll(settings.ToArbitrary(), s =>
        {
            ExplanationGame game = TestGames.Game(Probabilities(s.players, s.outputs, s.seed), s.seed, 3);
            double[] rows = TestGames.Numbers(s.seed + 5).Fill(s.rows * s.players), labels = Labels(s.rows, s.outputs, s.seed);

            LossImportance actual = SageImportance.Explain(game, rows, labels, s.loss, new(), default);

            (double[] expected, double baseLoss, double modelLoss, double[] rowErrors) = Definition(game, rows, labels, s.loss);
            Assert.Equal((StopReason.Exact, s.rows, 1), (actual.StopReason, actual.RowCount, actual.Passes));
            Assert.Equal(baseLoss, actual.BaseLoss, 1e-12);
            Assert.Equal(modelLoss, actual.ModelLoss, 1e-12);
            Assert.Equal(baseLoss - modelLoss, actual.Values.Sum(), 1e-12);
            for (int player = 0; player < s.players; player++)
            {
                Assert.Equal(expected[player], actual.Values[player], 1e-12);
                Assert.Equal(0, actual.IntervalHalfWidths[player]);

                // A difference of squares under a root: half the digits.
                Assert.Equal(rowErrors[player], actual.RowStandardErrors[player], 1e-7);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Explain_Samples_LieInTheirIntervalsAsOftenAsPromised()
    {
        const int players = 9, seeds = 40;
        ExplanationGame game = TestGames.Game(Probabilities(players, 1, 3), 3, 4);
        double[] rows = TestGames.Numbers(8).Fill(40 * players), labels = Labels(40, 1, 3);
        LossImportance exact = SageImportance.Explain(game, rows, labels, Loss.LogLoss, new(), default);
        int inside = 0;
        for (ulong seed = 0; seed < seeds; seed++)
        {
            LossImportance sample = SageImportance.Explain(game, rows, labels, Loss.LogLoss, new() { MaxEvaluations = 8 * players, Seed = seed }, default);
            Assert.Equal((StopReason.Budget, 8 * players), (sample.StopReason, sample.Evaluations));
            Assert.Equal(exact.BaseLoss - exact.ModelLoss, sample.Values.Sum(), 1e-12);
            inside += Enumerable.Range(0, players).Count(player => Math.Abs(sample.Values[player] - exact.Values[player]) <= sample.IntervalHalfWidths[player]);
        }

        // 360 intervals, correlated within a sample: 95 % less four standard deviations of 40 independent ones would be 81 %, and far too wide ones would hold all.
        Assert.InRange(inside, 0.85 * players * seeds, (players * seeds) - 1);
    }

    [Fact]
    public void Explain_ErrorAskedFor_GoesOnUntilItIsReached()
    {
        const int players = 12;
        FunctionModel model = Probabilities(players, 1, 3);
        ExplanationGame game = TestGames.Game(model, 3, 2);
        double[] rows = TestGames.Numbers(8).Fill(20 * players), labels = Labels(20, 1, 3);
        LossImportance With(double error, bool relative, int? budget = null) => SageImportance.Explain(
            game, rows, labels, Loss.SquaredError, new() { MaxError = error, MaxErrorIsRelative = relative, MaxEvaluations = budget }, default);

        LossImportance one = With(1, false), reached = With(0.02, true), spent = With(1e-9, false, 1000), all = With(1e-9, false);

        Assert.Equal((StopReason.Converged, 1, 16 * players), (one.StopReason, one.Passes, one.Evaluations));
        Assert.Equal(StopReason.Converged, reached.StopReason);
        Assert.True(reached.Passes > 1);
        Assert.True(reached.IntervalHalfWidths.Max() <= 0.02 * (reached.Values.Max() - reached.Values.Min()));
        Assert.Equal((StopReason.Budget, 1000), (spent.StopReason, spent.Evaluations));
        Assert.Equal(StopReason.Exact, all.StopReason);
        Assert.Equal(SageImportance.Explain(game, rows, labels, Loss.SquaredError, new() { Method = ShapleyMethod.Exact }, default).Values, all.Values);
        Assert.All(spent.Values.Zip(all.Values, spent.IntervalHalfWidths), value => Assert.True(Math.Abs(value.First - value.Second) <= 3 * value.Third));
    }

    [Fact]
    public void Combine_PartsOfManyWorkers_GiveTheBytesOfOne()
    {
        const int players = 11;
        ExplanationGame game = TestGames.Game(Probabilities(players, 2, 3), 3, 2);
        double[] rows = TestGames.Numbers(8).Fill(20 * players), labels = Labels(20, 2, 3);
        var options = new SamplingOptions { MaxError = 1e-3, MaxEvaluations = 700, Seed = 4 };
        LossImportance whole = SageImportance.Explain(game, rows, labels, Loss.LogLoss, options, default);
        ImportancePart Part(int block, int pass) => SageImportance.SampleBlock(
            game, rows.AsSpan(block * 16 * players, (block == 0 ? 16 : 4) * players), labels.AsSpan(block * 16, block == 0 ? 16 : 4), block, pass, Loss.LogLoss, options, default);

        ImportancePart[] parts = [.. from pass in Enumerable.Range(0, whole.Passes) from block in Enumerable.Range(0, 2) select Part(1 - block, pass)];

        LossImportance combined = SageImportance.Combine(parts, Loss.LogLoss, options);
        Assert.Equal(parts[0].Evaluations, parts[2].Evaluations);
        Assert.NotEqual(parts[0].Values, parts[2].Values);
        Assert.Equal(3, whole.Passes);
        Assert.Equal(700, whole.Evaluations);
        Assert.False(SageImportance.HasPass(game, options, whole.Passes));
        Assert.Equal(whole.Values, combined.Values);
        Assert.Equal(whole.IntervalHalfWidths, combined.IntervalHalfWidths);
        Assert.Equal(whole.RowStandardErrors, combined.RowStandardErrors);
        Assert.NotEqual(whole.Values, SageImportance.Explain(game, rows, labels, Loss.LogLoss, options with { Seed = 5 }, default).Values);
        Assert.Throws<ArgumentException>(() => SageImportance.Combine(parts[1..], Loss.LogLoss, options));
        Assert.Throws<ArgumentException>(() => SageImportance.Combine([], Loss.LogLoss, options));
        Assert.Throws<ArgumentException>(() => Part(0, whole.Passes));
    }

    [Fact]
    public void Explain_KnownStructure_AsksTheModelForItsAnswersOnly()
    {
        TreeEnsembleStructure trees = RandomStructures.Trees(12, 6, 4, 1, 9, OutputTransform.Logistic);
        var background = new Background(RandomStructures.Cells(5 * 12, 3), 12);
        double[] rows = RandomStructures.Cells(3 * 12, 4);
        ExplanationGame Game(ModelStructure? shown) => new(new StructuredModel(trees, shown), background, TestGames.Single(12), Link.Identity);

        LossImportance known = SageImportance.Explain(Game(trees), rows, [0, 1, 1], Loss.LogLoss, new(), default);
        LossImportance asked = SageImportance.Explain(Game(null), rows, [0, 1, 1], Loss.LogLoss, new() { Method = ShapleyMethod.Exact }, default);

        Assert.Equal((StopReason.Exact, StopReason.Exact), (known.StopReason, asked.StopReason));
        for (int player = 0; player < 12; player++)
            Assert.Equal(asked.Values[player], known.Values[player], 1e-12);
        Assert.Equal(StopReason.Budget, SageImportance.Explain(Game(trees), rows, [0, 1, 1], Loss.LogLoss, new() { Method = ShapleyMethod.Kernel }, default).StopReason);
    }

    [Fact]
    public void Explain_RowsWithoutLabelOrAnswer_AreLeftOutOfEveryMean()
    {
        const int players = 3;
        FunctionModel good = Probabilities(players, 1, 3);
        var model = new FunctionModel(players, row =>
        {
            var answer = new double[1];
            good.Predict(row.Span, answer);
            return row.Span[0] == 99 ? double.NaN : answer[0];
        });
        ExplanationGame game = TestGames.Game(model, 3, 4);
        double[] rows = TestGames.Numbers(8).Fill(40 * players), labels = Labels(40, 1, 3);
        int[] left = [1, 17, .. Enumerable.Range(32, 8)];
        int[] kept = [.. Enumerable.Range(0, 40).Except(left)];
        LossImportance expected = SageImportance.Explain(
            game, [.. kept.SelectMany(row => rows[(row * players)..((row + 1) * players)])], [.. kept.Select(row => labels[row])], Loss.LogLoss, new(), default);
        rows[players] = 99;
        foreach (int row in left[1..])
            labels[row] = double.NaN;

        LossImportance actual = SageImportance.Explain(game, rows, labels, Loss.LogLoss, new(), default);

        Assert.Equal((kept.Length, StopReason.Exact), (actual.RowCount, actual.StopReason));
        Assert.Equal(expected.BaseLoss, actual.BaseLoss, 1e-12);
        Assert.Equal(expected.ModelLoss, actual.ModelLoss, 1e-12);
        for (int player = 0; player < players; player++)
        {
            Assert.Equal(expected.Values[player], actual.Values[player], 1e-12);
            Assert.Equal(expected.RowStandardErrors[player], actual.RowStandardErrors[player], 1e-7);
        }
    }

    [Fact]
    public void OnePass_KnownStructure_ValuesAllAndOthersASmallSample()
    {
        TreeEnsembleStructure trees = RandomStructures.Trees(12, 6, 4, 1, 9, OutputTransform.Logistic);
        ExplanationGame Game(ModelStructure? shown) =>
            new(new StructuredModel(trees, shown), new Background(RandomStructures.Cells(5 * 12, 3), 12), TestGames.Single(12), Link.Identity);
        long Cost(ExplanationGame game, ShapleyMethod method) => SageImportance.CostInModelRows(game, SageImportance.OnePass(game, new() { Method = method }));

        Assert.Equal(new() { Seed = 4 }, SageImportance.OnePass(Game(trees), new() { Seed = 4, MaxEvaluations = 9, MaxError = 1 }));
        Assert.Equal(new() { Seed = 4, Method = ShapleyMethod.Kernel, MaxEvaluations = 192 }, SageImportance.OnePass(Game(trees), new() { Seed = 4, Method = ShapleyMethod.Exact }));
        Assert.Equal(192 * 5, Cost(Game(null), ShapleyMethod.Auto));
        Assert.Equal(4094 * 5 / 20, Cost(Game(trees), ShapleyMethod.Auto));
        Assert.Equal(192 * 5, Cost(Game(trees), ShapleyMethod.Kernel));
    }

    [Fact]
    public void Explain_CertainMistake_CostsAFiniteLoss()
    {
        var model = new FunctionModel(1, row => row.Span[0] > 0 ? 1 : 0);
        var game = new ExplanationGame(model, new([-1.0, 1], 1), TestGames.Single(1), Link.Identity);

        LossImportance importance = SageImportance.Explain(game, [1], [0], Loss.LogLoss, new(), default);

        Assert.Equal(Math.Log(2), importance.BaseLoss, 1e-12);
        Assert.Equal(-Math.Log(Links.ProbabilityMargin), importance.ModelLoss, 1e-12);
        Assert.Equal(double.PositiveInfinity, importance.RowStandardErrors[0]);
    }

    [Fact]
    public void Explain_WhatDoesNotFit_IsRefusedWithTheReason()
    {
        ExplanationGame Game(int outputs, Link link = Link.Identity) => TestGames.Game(Probabilities(3, outputs, 3), 3, 2, link);
        string Refused(ExplanationGame game, double[] labels, Loss loss) => Assert.Throws<ArgumentException>(
            () => SageImportance.Explain(game, new double[labels.Length * 3], labels, loss, new(), default)).Message;

        Assert.Contains("label of row 18 is not the number of a class, 0 to 1", Refused(Game(1), [.. new double[17], 2], Loss.LogLoss), StringComparison.Ordinal);
        Assert.Contains("row 1 is not the number of a class, 0 to 2", Refused(Game(3), [0.5], Loss.ZeroOne), StringComparison.Ordinal);
        Assert.Contains("row 1 is not a finite number", Refused(Game(1), [double.PositiveInfinity], Loss.SquaredError), StringComparison.Ordinal);
        Assert.Contains("No row has a label", Refused(Game(1), [double.NaN], Loss.SquaredError), StringComparison.Ordinal);
        Assert.Contains("has 2", Refused(Game(2), [0], Loss.SquaredError), StringComparison.Ordinal);
        Assert.Contains("link", Refused(Game(1, Link.Logit), [0], Loss.LogLoss), StringComparison.Ordinal);
        Assert.Contains("cells", Refused(Game(1), [], Loss.LogLoss), StringComparison.Ordinal);
        var wide = new FunctionModel(3, row => 2);
        Assert.Contains("not probabilities", Refused(TestGames.Game(wide, 3, 2), [0], Loss.LogLoss), StringComparison.Ordinal);
    }

    /// <summary>One probability, or several that sum to 1.</summary>
    private static FunctionModel Probabilities(int columns, int outputs, ulong seed)
    {
        FunctionModel sigmoid = TestGames.Sigmoid(columns, outputs, seed);
        return new(columns, outputs, (row, output) =>
        {
            sigmoid.Predict(row.Span, output.Span);
            double sum = 0;
            foreach (double value in output.Span)
                sum += value;
            for (int k = 0; k < outputs && outputs > 1; k++)
                output.Span[k] /= sum;
        });
    }

    private static double[] Labels(int count, int outputs, ulong seed)
    {
        IEnumerator<double> numbers = TestGames.Numbers(seed + 77);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Floor(numbers.Next() * Math.Max(2, outputs)))];
    }

    /// <summary>By masking, averaging and the definition of Shapley values.</summary>
    private static (double[] Values, double BaseLoss, double ModelLoss, double[] RowErrors) Definition(ExplanationGame game, double[] rows, double[] labels, Loss loss)
    {
        int n = game.Players.Count, outputs = game.Model.OutputCount;
        double[][] losses = [.. labels.Select((label, row) =>
        {
            double[][] games = ReferenceShapley.Games(game.Model, game.Background, game.Players, Link.Identity, rows[(row * n)..((row + 1) * n)]);
            return Enumerable.Range(0, 1 << n).Select(mask => Of([.. games.Select(values => values[mask])], (int)label)).ToArray();
        })];
        double[][] values = [.. losses.Select(ofRow => ReferenceShapley.FromGame(n, [.. ofRow.Select(value => ofRow[0] - value)]))];
        double[] means = [.. Enumerable.Range(0, n).Select(player => values.Average(ofRow => ofRow[player]))];
        double[] errors = [.. Enumerable.Range(0, n).Select(player => labels.Length < 2
            ? double.PositiveInfinity
            : Math.Sqrt(values.Sum(ofRow => Math.Pow(ofRow[player] - means[player], 2)) / (labels.Length - 1) / labels.Length))];
        return (means, losses.Average(ofRow => ofRow[0]), losses.Average(ofRow => ofRow[^1]), errors);

        double Of(double[] answer, int label)
        {
            double[] classes = outputs > 1 ? answer : [1 - answer[0], answer[0]];
            return loss switch
            {
                Loss.LogLoss => -Math.Log(classes[label]),
                Loss.ZeroOne => Array.IndexOf(classes, classes.Max()) == label ? 0 : 1,
                _ => Math.Pow(answer[0] - label, 2),
            };
        }
    }
}
