using System.Diagnostics;
using System.Reflection;
using System.Text;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.Documents.Tests;

/// <summary>Documents are held against the published schemas by npm's ajv, which node runs.</summary>
public sealed class SchemaTests
{
    // Reads the schema, a line feed, and then one JSON document a line; prints the errors of the lines that do not fit.
    private const string Validator = """
        const Ajv2020 = require('ajv/dist/2020').default;
        const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(line => line !== '');
        const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false })
          .compile(JSON.parse(lines[0]));
        for (const line of lines.slice(1)) {
          if (!validate(JSON.parse(line)))
            console.log(JSON.stringify(validate.errors));
        }
        """;

    [Fact]
    public void Documents_OfEveryKind_FollowTheSchema()
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
        ];
        Assert.Equal("", Validate(DocumentSchemas.Document, documents.Select(document => Written.By(stream => DocumentJson.Write(stream, document)))));
    }

    [Fact]
    public void Rows_OfEveryKind_FollowTheSchema()
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
        Assert.Equal("", Validate(DocumentSchemas.Row, rows.Split('\n')));
    }

    [Theory]
    [InlineData("\"state\": \"completed\"", "\"state\": \"failed\"")]
    [InlineData("\"space\": \"log-odds\"", "\"space\": \"logits\"")]
    [InlineData("\"rejected\": {", "\"rejects\": {")]
    [InlineData("\"rank\": 1", "\"rank\": 0")]
    public void Document_ThatBreaksAPromise_IsRefusedByTheSchema(string promised, string broken)
    {
        ExplanationDocument document = Samples.Document(Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow()]));
        string json = Written.By(stream => DocumentJson.Write(stream, document));
        Assert.Contains(promised, json, StringComparison.Ordinal);
        Assert.NotEqual("", Validate(DocumentSchemas.Document, [json.Replace(promised, broken, StringComparison.Ordinal)]));
    }

    private static string Validate(ReadOnlyMemory<byte> schema, IEnumerable<string> documents)
    {
        string root = typeof(SchemaTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        var start = new ProcessStartInfo("node", ["-e", Validator])
        {
            WorkingDirectory = root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using Process node = Process.Start(start)!;
        Task<string> answer = node.StandardOutput.ReadToEndAsync();
        Task<string> errors = node.StandardError.ReadToEndAsync();
        foreach (string json in documents.Prepend(Encoding.UTF8.GetString(schema.Span)))
            node.StandardInput.WriteLine(json.ReplaceLineEndings(" "));
        node.StandardInput.Close();
        node.WaitForExit();
        return errors.Result + answer.Result.Trim();
    }
}
