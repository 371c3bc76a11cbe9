using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Tests;

public sealed class RowExplanationsTests
{
    private static readonly ExplanationFrame Frame = new(
        [new Feature("a", FeatureType.Number) { AllowsMissing = true }, new Feature("b", FeatureType.Category), new Feature("c", FeatureType.Boolean)],
        Players.OnePerColumn(["a", "b", "c"]),
        ["sum"],
        OutputSpaces.Raw);

    [Fact]
    public void Blocks_ExplainedRows_CarryCellsNumbersAndAttributions()
    {
        var codes = new CategoryCodes();
        codes.Add("red");
        codes.Add("blue");
        double[] cells = [.. Enumerable.Range(0, 100).SelectMany(row => new double[] { row, row % 2, row % 3 == 0 ? 1 : 0 })];
        var game = new ExplanationGame(new SumModel(), new Background([0, 0, 0], 3), Frame.Players, Link.Identity);
        Attributions attributions = KernelShap.Explain(game, cells, new SamplingOptions(), CancellationToken.None);
        long[] numbers = [.. Enumerable.Range(0, 100).Select(row => 2L * (row + 1))];

        RowExplanation[][] blocks = [.. RowExplanations.Blocks(Frame, attributions, cells, codes, numbers)];

        Assert.Equal([64, 36], blocks.Select(block => block.Length));
        RowExplanation row = blocks[1][1];
        Assert.Equal(132, row.Row);
        Assert.Equal([CellValue.Of(65.0), CellValue.Of("blue"), CellValue.Of(false)], row.Cells);
        Assert.Equal(StopReasons.Exact, row.StopReason);
        Assert.Equal(66, row.Outputs[0].Prediction);
        Assert.Equal([65, 1, 0], row.Outputs[0].Attributions.ToArray().Select(value => Math.Round(value, 9)));
        Assert.Throws<ArgumentException>(() => RowExplanations.Blocks(Frame, attributions, cells, codes, numbers[1..]));
    }

    [Fact]
    public void FromCell_Missing_IsMissingWhateverTheType()
    {
        foreach (Feature feature in Frame.Features)
            Assert.Equal(CellValue.Missing, CellValue.FromCell(feature, double.NaN, new CategoryCodes()));
    }

    private sealed class SumModel : IModel
    {
        public int ColumnCount => 3;

        public int OutputCount => 1;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            for (int row = 0; row < outputs.Length; row++)
                outputs[row] = rows[3 * row] + rows[(3 * row) + 1] + rows[(3 * row) + 2];
        }
    }
}
