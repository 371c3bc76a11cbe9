using XaiFunctions.Core.ExplanationQuality;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.ExplanationQuality;

public sealed class FaithfulnessTests
{
    private static readonly double[] Weights = [3, -2, 1, 0.5, 0.2, -0.1, 0.05, 0.01];
    private static readonly double[] Row = [1, 2, 1, 3, 2, 1, 1, 4];
    private static readonly double[] Baseline = [.. Enumerable.Range(0, 16).Select(cell => cell % 3 / 2.0)];
    private static readonly Players EachColumn = Players.OnePerColumn([.. Enumerable.Range(0, 8).Select(column => $"x{column}")]);

    [Fact]
    public void Of_ExactAttributionsOfALinearModel_AreFaithful()
    {
        Faithfulness quality = Faithfulness.Of(Linear(), 0, Row, Baseline, EachColumn, Exact());

        Assert.Equal(0, quality.EfficiencyGap, 1e-12);
        Assert.Equal(0, quality.Infidelity.Value!.Value, 1e-20);
        Assert.Equal(1, quality.FaithfulnessCorrelation.Value!.Value, 1e-12);
        Assert.Equal(1, quality.FaithfulnessEstimate.Value!.Value, 1e-12);
        Assert.All(
            [quality.Infidelity, quality.FaithfulnessCorrelation, quality.FaithfulnessEstimate], number => Assert.InRange(number.BetterThanRandom!.Value, 0.95, 1));
        Assert.True(quality.Infidelity.Random > 1 && quality.FaithfulnessEstimate.Random < 0.5);
    }

    [Fact]
    public void Of_AttributionsOfOtherPlayers_AreNot()
    {
        Faithfulness quality = Faithfulness.Of(Linear(), 0, Row, Baseline, EachColumn, [.. Exact().Reverse()]);

        Assert.True(quality.Infidelity.Value > 1);
        Assert.InRange(quality.Infidelity.BetterThanRandom!.Value, 0, 0.8);
        Assert.True(quality.FaithfulnessEstimate.Value < 0.5);
    }

    [Fact]
    public void Of_ThreePlayers_HasTheAreasOfTheDefinition()
    {
        // Output 3 a + 2 b + c from (1, 1, 1) to (0, 0, 0): 6, 3, 1, 0 removing the largest first; 0, 3, 5, 6 putting them in.
        var model = new FunctionModel(3, row => (3 * row.Span[0]) + (2 * row.Span[1]) + row.Span[2]);

        Faithfulness quality = Faithfulness.Of(model, 0, [1, 1, 1], [0, 0, 0], Players.OnePerColumn(["a", "b", "c"]), [3, 2, 1]);

        Assert.Equal((6 / 2.0 + 3 + 1 + 0) / 3, quality.Deletion.Value!.Value, 1e-12);
        Assert.Equal((0 + 3 + 5 + (6 / 2.0)) / 3, quality.Insertion.Value!.Value, 1e-12);
        Assert.Equal(3, quality.Deletion.Random!.Value, 0.5);
        Assert.InRange(quality.Deletion.BetterThanRandom!.Value, 0.75, 1);
        Assert.InRange(quality.Insertion.BetterThanRandom!.Value, 0.75, 1);
    }

    [Fact]
    public void Of_OutputBelowTheBaseline_IsTurnedRound()
    {
        var model = new FunctionModel(3, row => -(3 * row.Span[0]) - (2 * row.Span[1]) - row.Span[2]);

        Faithfulness quality = Faithfulness.Of(model, 0, [1, 1, 1], [0, 0, 0], Players.OnePerColumn(["a", "b", "c"]), [-3, -2, -1]);

        Assert.Equal(-(6 / 2.0 + 3 + 1 + 0) / 3, quality.Deletion.Value!.Value, 1e-12);
        Assert.InRange(quality.Deletion.BetterThanRandom!.Value, 0.75, 1);
        Assert.InRange(quality.Insertion.BetterThanRandom!.Value, 0.75, 1);
    }

    [Fact]
    public void Of_ModelRows_AreCounted()
    {
        FunctionModel model = Linear();

        Faithfulness quality = Faithfulness.Of(model, 0, Row, Baseline, EachColumn, Exact());

        Assert.Equal(model.RowsEvaluated, quality.ModelRows);
        Assert.InRange(quality.ModelRows, 100, 2 * 256);
    }

    [Fact]
    public void Of_OnePlayerOrNonsense_HasAnAnswer()
    {
        var model = new FunctionModel(1, row => row.Span[0]);

        Faithfulness quality = Faithfulness.Of(model, 0, [2], [1], Players.OnePerColumn(["a"]), [1]);

        Assert.Equal((0, null), (quality.EfficiencyGap, quality.FaithfulnessEstimate.Value));
        Assert.Equal(0.5, quality.Deletion.BetterThanRandom);
        Assert.Throws<ArgumentException>(() => Faithfulness.Of(model, 0, [2], [], Players.OnePerColumn(["a"]), [1]));
        Assert.Throws<ArgumentException>(() => Faithfulness.Of(model, 0, [2], [1], Players.OnePerColumn(["a"]), [1, 2]));
    }

    // scipy.stats.pearsonr and spearmanr, SciPy 1.10.1.
    [Fact]
    public void Correlations_FiveNumbers_AgreeWithSciPy()
    {
        double[] first = [1, 2, 3, 4, 5], second = [2, 1, 4, 4, 9];

        Assert.Equal(0.8720815992723809, Correlations.Pearson(first, second), 1e-12);
        Assert.Equal(0.8720815992723809, Correlations.Spearman(first, second), 1e-12);
        Assert.Equal(double.NaN, Correlations.Pearson(first, [1, 1, 1, 1, 1]));
        Assert.Throws<ArgumentException>(() => Correlations.Pearson(first, [1]));
    }

    [Fact]
    public void SurrogateFidelity_TwoHundredRows_AgreesWithTheDefinitionAndBeatsChance()
    {
        double[] model = [.. Enumerable.Range(0, 200).Select(row => row / 200.0)], surrogate = [.. model.Select((value, row) => value + (row % 2 == 0 ? 0.05 : -0.05))];

        SurrogateFidelity fidelity = SurrogateFidelity.Of(model, surrogate, 0.5);

        double mean = model.Average();
        Assert.Equal(1 - (200 * 0.0025 / model.Sum(value => (value - mean) * (value - mean))), fidelity.R2.Value!.Value, 1e-12);
        Assert.Equal(Enumerable.Range(0, 200).Count(row => model[row] >= 0.5 == surrogate[row] >= 0.5) / 200.0, fidelity.Agreement.Value!.Value);
        Assert.InRange(fidelity.RandomAgreement!.Value, 0.4, 0.6);
        Assert.True(fidelity.RandomR2 < 0);
        SurrogateFidelity constant = SurrogateFidelity.Of(new double[50], new double[50], 0.5);
        Assert.Equal((Absence.Constant, null), (constant.R2.Absence, constant.RandomR2));
        Assert.Equal(Absence.TooFew, SurrogateFidelity.Of([1], [1], 0.5).Agreement.Absence);
    }

    private static FunctionModel Linear() => new(8, row =>
    {
        double sum = 0;
        for (int column = 0; column < 8; column++)
            sum += Weights[column] * row.Span[column];
        return sum;
    });

    private static double[] Exact() => [.. Enumerable.Range(0, 8).Select(column => Weights[column] * (Row[column] - ((Baseline[column] + Baseline[column + 8]) / 2)))];
}
