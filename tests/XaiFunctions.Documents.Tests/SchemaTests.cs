using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;
using XaiFunctions.Tests;

namespace XaiFunctions.Documents.Tests;

/// <summary>Documents are held against the published schemas.</summary>
public sealed class SchemaTests
{
    [Fact]
    public async Task Documents_OfEveryKind_FollowTheSchema()
    {
        ExplanationFrame ten = Samples.NumericFrame(3, outputs: 10);
        ExplanationFrame huge = Samples.NumericFrame(1);
        var rejected = new RejectedRows();
        rejected.Add(new RejectedRow(2, 3, "x", "bad"));
        ExplanationDocument[] documents =
        [
            Samples.Document(Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow(1), Samples.LoanRow(2)]), rejected.ToSection()),
            Samples.Document(Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow()])),
            Samples.Document(Samples.Summarize(ten, Enumerable.Range(1, 200).Select(row => Samples.NumericRow(ten, row)))),
            Samples.Document(Samples.Summarize(huge, [Samples.Row(1, [CellValue.Of(1e300)], 0, [1e200]), Samples.Row(2, [CellValue.Of(-1e300)], 0, [-1e200], [double.NaN])])),
            Samples.Document(Samples.Summarize(huge, [Samples.Row(1, [CellValue.Missing], 0, [0]), Samples.Row(2, [CellValue.Missing], 0, [0])])),
            Samples.FailedDocument(),
            .. ReportCases.Names.Except(ReportCases.Failed).Select(name => Samples.Document(ReportCases.Summary(name))),
        ];
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, documents.Select(document => Written.By(stream => DocumentJson.Write(stream, document)))));
    }

    [Fact]
    public async Task Rows_OfEveryKind_FollowTheSchema()
    {
        ExplanationFrame ten = Samples.NumericFrame(3, outputs: 10);
        string rows = Written.By(stream =>
        {
            using var loans = new RowsJsonLines(stream, Samples.LoanFrame);
            loans.Write(Samples.LoanRow());
            loans.Flush();
            using var numbers = new RowsJsonLines(stream, ten);
            numbers.Write(Samples.NumericRow(ten, 1));
            numbers.Flush();
            using var unknown = new RowsJsonLines(stream, Samples.NumericFrame(1));
            unknown.Write(Samples.Row(1, [CellValue.Missing], 0, [double.NaN], [double.NaN]));
        });
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Row, rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("\"state\": \"completed\"", "\"state\": \"failed\"")]
    [InlineData("\"space\": \"log-odds\"", "\"space\": \"logits\"")]
    [InlineData("\"rejected\": {", "\"rejects\": {")]
    [InlineData("\"rank\": 1", "\"rank\": 0")]
    [InlineData("\"dependence\": [", "\"curves\": [")]
    [InlineData("\"offManifoldShare\": 0.25", "\"offManifoldShare\": 1.25")]
    public async Task Document_ThatBreaksAPromise_IsRefusedByTheSchema(string promised, string broken)
    {
        ExplanationDocument document = Samples.Document(Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow()]));
        string json = Written.By(stream => DocumentJson.Write(stream, document));
        Assert.Contains(promised, json, StringComparison.Ordinal);
        Assert.NotEqual("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, [json.Replace(promised, broken, StringComparison.Ordinal)]));
    }
}
