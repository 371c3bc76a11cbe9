using System.Text;
using System.Text.Json;
using XaiFunctions.App.Audits;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Tests.Audits;

public sealed class ScoredRowReaderTests
{
    private static readonly ExplanationFrame Frame = new(
        [new("a\"ge", FeatureType.Number) { AllowsMissing = true }, new("Grüße", FeatureType.Category), new("yes", FeatureType.Boolean)],
        Players.OnePerColumn(["a\"ge", "Grüße", "yes"]),
        ["no", "yes"],
        OutputSpaces.Raw);

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)] // lines in pieces
    public async Task ReadBlocks_WrittenRows_AreReadBackToTheBit(int mostAtOnce)
    {
        RowExplanation[] rows = [.. Enumerable.Range(1, 40).Select(Row)];
        using var file = new MemoryStream();
        using (var writer = new RowsJsonLines(file, Frame))
        {
            foreach (RowExplanation row in rows)
                writer.Write(row);
        }

        List<IReadOnlyList<RowExplanation>> blocks = await ReadAsync(file.ToArray(), mostAtOnce);

        Assert.Equal([16, 16, 8], blocks.Select(block => block.Count));
        Assert.Equal(rows.Select(Text), blocks.SelectMany(block => block).Select(Text));
    }

    [Fact]
    public async Task ReadBlocks_OtherOrderMoreMembersAndALineWithoutEnd_AreUnderstood()
    {
        const string Line = """
            {"new":{"a":[1]},"outputs":[{"intervalHalfWidths":{"yes":3,"a\u0022ge":1,"Grüße":2},"standardErrors":{"a\u0022ge":null,"Grüße":0,"yes":0},"attributions":{"other":9,"yes":0.3,"a\u0022ge":0.1,"Grüße":0.2},"baseValue":0.5,"prediction":1.1}],"stopReason":"other","evaluations":4,"inputs":{"yes":true,"more":"x","Grüße":"\u00e4","a\u0022ge":null},"row":7}
            """;

        RowExplanation row = Assert.Single(Assert.Single(await ReadAsync(Encoding.UTF8.GetBytes(Line), int.MaxValue)));

        Assert.Equal((7, 4, "other"), (row.Row, row.Evaluations, row.StopReason));
        Assert.Equal([CellValue.Missing, CellValue.Of("ä"), CellValue.Of(true)], row.Cells);
        OutputExplanation output = Assert.Single(row.Outputs);
        Assert.Equal([0.1, 0.2, 0.3], output.Attributions.ToArray());
        Assert.Equal([double.NaN, 0, 0], output.StandardErrors.ToArray());
        Assert.Equal([1.0, 2, 3], output.IntervalHalfWidths.ToArray());
    }

    [Theory]
    [InlineData("""{"row":1,"inputs":{"Grüße":"x","yes":true},"outputs":[],"evaluations":1,"stopReason":"exact"}""")]
    [InlineData("""{"row":1,"inputs":{"a\u0022ge":1,"Grüße":"x","yes":true},"outputs":[{"prediction":1,"baseValue":1}],"evaluations":1,"stopReason":"exact"}""")]
    [InlineData("""{"row":1,"inputs":{"a\u0022ge":1,"Grüße":"x","yes":true},"evaluations":1,"stopReason":"exact"}""")]
    public async Task ReadBlocks_IncompleteLine_IsRefused(string line) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Encoding.UTF8.GetBytes(line), int.MaxValue));

    [Fact]
    public async Task ReadBlocks_BrokenLineOrEmptyFile_IsRefusedOrNothing()
    {
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync("{\"row\":1,\n"u8.ToArray(), int.MaxValue));
        Assert.Empty(await ReadAsync([], int.MaxValue));
    }

    private static async Task<List<IReadOnlyList<RowExplanation>>> ReadAsync(byte[] content, int mostAtOnce)
    {
        var blocks = new List<IReadOnlyList<RowExplanation>>();
        await foreach (IReadOnlyList<RowExplanation> block in ScoredRowReader.ReadBlocksAsync(new Trickle(content, mostAtOnce), Frame, 16, CancellationToken.None))
            blocks.Add(block);
        return blocks;
    }

    private static RowExplanation Row(int number)
    {
        double share = number / 7.0;
        OutputExplanation Output(double sign) => new(sign * share, 0.25, new[] { share, -share, double.PositiveInfinity }, new[] { 0, 1e-300, share }, new[] { double.NaN, 0, 0 })
        {
            Fidelity = number % 2 == 0 ? share : double.NaN,
            BackgroundErrors = number % 3 == 0 ? new[] { share, double.NaN, 0 } : default,
            Interactions = number % 4 == 0 ? Enumerable.Range(0, 9).Select(pair => pair == 5 ? double.NaN : pair * share).ToArray() : default,
        };
        return new RowExplanation(number, [number % 5 == 0 ? CellValue.Missing : CellValue.Of(share), CellValue.Of(number % 3 == 0 ? "Zürich" : "a\"b\n"), CellValue.Of(number % 2 == 0)], [Output(1), Output(-1)], number)
        {
            StopReason = StopReasons.All[number % StopReasons.All.Count],
        };
    }

    // What is not finite comes back as NaN.
    private static string Text(RowExplanation row) => string.Join('|', [
        row.Row.ToString(), row.Evaluations.ToString(), row.StopReason, .. row.Cells.Select(cell => $"{cell.Kind}:{cell}"),
        .. row.Outputs.SelectMany(output => (double[])[output.Prediction, output.BaseValue, .. output.Attributions.ToArray(), .. output.StandardErrors.ToArray(), .. output.IntervalHalfWidths.ToArray(), output.Fidelity, .. output.BackgroundErrors.ToArray(), .. output.Interactions.ToArray()])
            .Select(number => double.IsFinite(number) ? number.ToString("R") : "none")]);

    /// <summary>Gives few bytes at a time, as a network does.</summary>
    private sealed class Trickle(byte[] content, int mostAtOnce) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, mostAtOnce)], cancellationToken);
    }
}
