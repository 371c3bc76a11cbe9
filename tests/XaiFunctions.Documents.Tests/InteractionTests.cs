using System.Text.Json;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Writers;
using XaiFunctions.Tests;

namespace XaiFunctions.Documents.Tests;

public sealed class InteractionTests
{
    private static readonly ExplanationFrame Frame = Samples.NumericFrame(3);

    [Fact]
    public void Interactions_Rows_AreSummarisedByPairStrongestFirst()
    {
        OutputSummary output = Assert.Single(Samples.Summarize(Frame, [Row(1, 0.5, -0.25), Row(2, -1, -0.25)]).ToSection()!.Outputs);
        Assert.Equal([new PairInteraction("x1", "x2", 1.5, -0.5), new PairInteraction("x2", "x3", 0.5, -0.5)], output.Interactions);
    }

    [Fact]
    public void Interactions_RowsWithout_AreAbsentAndNotZero()
    {
        Assert.Null(Samples.Summarize(Frame, [Samples.Row(1, [.. Enumerable.Repeat(CellValue.Of(1.0), 3)], 0, [1, 2, 3])]).ToSection()!.Outputs[0].Interactions);
        Assert.Empty(Samples.Summarize(Frame, [Row(1, 0, 0)]).ToSection()!.Outputs[0].Interactions!);
    }

    [Fact]
    public void Merge_PartsThatTravelled_SumLikeTheWhole()
    {
        GlobalSummary whole = Samples.Summarize(Frame, [Row(1, 0.1, 0.2), Row(2, 0.3, -0.7), Row(3, 1e-9, 5)]);
        using var stream = new MemoryStream();
        Samples.Summarize(Frame, [Row(2, 0.3, -0.7), Row(3, 1e-9, 5)]).Write(stream);
        stream.Position = 0;
        GlobalSummary merged = Samples.Summarize(Frame, [Row(1, 0.1, 0.2)]);
        merged.Merge(GlobalSummary.Read(stream, Frame));
        Assert.Equal(whole.ToSection()!.Outputs[0].Interactions, merged.ToSection()!.Outputs[0].Interactions);
    }

    [Fact]
    public async Task Documents_WithInteractions_FollowTheSchemasAndTellThem()
    {
        GlobalSummary summary = Samples.Summarize(Frame, [Row(1, 0.5, -0.25)]);
        string row = Written.By(stream =>
        {
            using var writer = new RowsJsonLines(stream, Frame);
            writer.Write(Row(1, 0.5, -0.25));
        });
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Row, [row]));
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, [Written.By(stream => DocumentJson.Write(stream, Samples.Document(summary)))]));
        JsonElement output = JsonDocument.Parse(row).RootElement.GetProperty("outputs")[0];
        double[] attributions = [.. output.GetProperty("attributions").EnumerateObject().Select(player => player.Value.GetDouble())];
        Assert.Equal(attributions, output.GetProperty("interactions").EnumerateArray().Select(line => line.EnumerateArray().Sum(cell => cell.GetDouble())));
        Assert.Contains("<bdi>x1</bdi> and <bdi>x2</bdi>", Written.By(stream => Report.HtmlReport.Write(stream, Samples.Document(summary), summary)), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_MatrixOfAnotherSize_IsRefused()
    {
        RowExplanation row = Row(1, 1, 1);
        row = row with { Outputs = [row.Outputs[0] with { Interactions = new double[10] }] };
        Assert.Throws<ArgumentException>(() => Samples.Summarize(Frame, [row]));
    }

    // Half the interactions of the first with the second and the second with the third player; the third has a main effect of 2.
    private static RowExplanation Row(long number, double first, double second)
    {
        RowExplanation row = Samples.Row(number, [.. Enumerable.Repeat(CellValue.Of(1.0), 3)], 0, [first, first + second, second + 2]);
        return row with { Outputs = [row.Outputs[0] with { Interactions = new[] { 0, first, 0, first, 0, second, 0, second, 2 } }] };
    }
}
