using System.Text;
using XaiFunctions.Core.Cards;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Governance;
using XaiFunctions.Documents.Governance.Evidence;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Tests.Governance;

namespace XaiFunctions.Documents.Tests;

/// <summary>Reports of every kind, ordinary and odd, by name.</summary>
internal static class ReportCases
{
    public const string Script = "<script>document.title='owned'</script>";

    /// <summary>The cases without an explained row, which have no summary.</summary>
    public static IEnumerable<string> Failed { get; } = ["failed", "all-rejected"];

    public static IEnumerable<string> Names { get; } =
        ["loans", "one-row", "one-player", "hundred-players", "all-zero", "ten-outputs", "thirty-outputs", "huge", "tiny", "unknown-errors", "hostile", .. Failed];

    /// <summary>An audit with drift, decay and alerts, and what is made of it.</summary>
    public static IEnumerable<string> Audits { get; } = [Audit, "model-card", "datasheet", "evidence", "hostile-card"];

    private const string Audit = "audit";

    public static string Render(string name)
    {
        if (name == Audit)
            return Tests.Audits.AuditCases.AlertedPage();
        if (Governance(name) is { } page)
            return Encoding.UTF8.GetString(page);
        if (name == "failed")
            return Written.By(stream => HtmlReport.Write(stream, Samples.FailedDocument(), null));
        if (name == "all-rejected")
            return Written.By(stream => HtmlReport.Write(stream, Samples.FailedDocument() with { Rejected = Rejected(name) }, null));

        GlobalSummary summary = Summary(name);
        return Written.By(stream => HtmlReport.Write(stream, Samples.Document(summary, Rejected(name)), summary));
    }

    private static byte[]? Governance(string name) => name switch
    {
        "model-card" => ModelCardPages.Html(GovernanceCases.Facts(GovernanceCases.Said), GovernanceCases.Audit),
        "hostile-card" => ModelCardPages.Html(GovernanceCases.Facts(new CardText { Overview = Script + new string('x', 400), Owners = [new(Script, new string('y', 300))] }), null),
        "datasheet" => Datasheets.Html(GovernanceCases.Facts(), GovernanceCases.Audit),
        "evidence" => EvidenceMaps.Html(GovernanceCases.Facts(GovernanceCases.Said), GovernanceCases.Audit),
        _ => null,
    };

    public static GlobalSummary Summary(string name) => name switch
    {
        "loans" => Samples.Summarize(Samples.LoanFrame, Enumerable.Range(1, 900).Select(row => Loan(row))),
        "one-row" => Samples.Summarize(Samples.LoanFrame, [Samples.LoanRow()]),
        "one-player" => Numeric(1, 1, 300),
        "hundred-players" => Numeric(100, 1, 300),
        "all-zero" => Samples.Summarize(
            Samples.NumericFrame(5), Enumerable.Range(1, 50).Select(row => Samples.Row(row, Cells(5, row), 0.5, new double[5]))),
        "ten-outputs" => Numeric(8, 10, 120),
        "thirty-outputs" => Numeric(3, 30, 12),
        "huge" => Scaled(1e200),
        "tiny" => Scaled(1e-9),
        "unknown-errors" => Samples.Summarize(
            Samples.NumericFrame(4),
            Enumerable.Range(1, 20).Select(row => Samples.Row(
                row, Cells(4, row), 0.5, [row, -row, 0.5 * row, 1], [.. Enumerable.Repeat(double.PositiveInfinity, 4)]))),
        "hostile" => Hostile(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such case."),
    };

    private static RejectedSection Rejected(string name)
    {
        var rejected = new RejectedRows();
        for (int row = 1; name is "loans" or "hostile" or "all-rejected" && row <= (name == "hostile" ? 1500 : 3); row++)
            rejected.Add(new RejectedRow(900 + row, 901 + row, row % 3 == 0 ? null : name == "hostile" ? Script : "amount", $"'{Script}' is not a number"));
        return rejected.ToSection();
    }

    private static GlobalSummary Numeric(int players, int outputs, int rows)
    {
        ExplanationFrame frame = Samples.NumericFrame(players, outputs);
        return Samples.Summarize(frame, Enumerable.Range(1, rows).Select(row => Samples.NumericRow(frame, row)));
    }

    private static GlobalSummary Scaled(double scale) => Samples.Summarize(
        Samples.NumericFrame(4),
        Enumerable.Range(1, 80).Select(row => Samples.Row(
            row,
            Cells(4, row * scale),
            scale,
            [scale * Math.Sin(row), scale * Math.Cos(row), -scale * row / 50, scale * 0.1],
            [.. Enumerable.Repeat(scale * 0.05, 4)])));

    private static GlobalSummary Hostile()
    {
        string longName = string.Concat(Enumerable.Repeat("a very long name with many words ", 12));
        string[] names = [Script, "\"quotes' & <b>tags</b>", "שם של תכונה (RTL) 12", "control\u0001\u202Etxet desrever", longName, "非常に長い日本語の特徴量の名前がここにあります", "=HYPERLINK(\"x\")", "nowordbreak" + new string('x', 300)];
        var frame = new ExplanationFrame(
            [.. names.Select(name => new Feature(name, FeatureType.Category))], Players.OnePerColumn(names), [Script + longName], OutputSpaces.LogOdds);
        return Samples.Summarize(frame, Enumerable.Range(1, 60).Select(row => Samples.Row(
            row,
            [.. names.Select(name => CellValue.Of(row % 2 == 0 ? name : "עברית " + longName))],
            0.25,
            [.. names.Select((_, index) => Math.Sin(row * (index + 1)) / (index + 1))])));
    }

    private static RowExplanation Loan(int row)
    {
        var random = new Random(row);
        double duration = 6 * random.Next(1, 11);
        double amount = Math.Round(Math.Exp(7.5 + (1.2 * random.NextDouble() * 2) - 1.2), 2);
        bool foreign = random.NextDouble() < 0.1;
        int checking = random.Next(0, 3);
        string purpose = random.NextDouble() < 0.6 ? "car" : "education";
        bool missing = random.NextDouble() < 0.03;
        double[] attributions =
        [
            0.6 - (duration * 0.025) + (0.05 * random.NextDouble()),
            missing ? 0.02 : 0.8 - (Math.Log(amount) * 0.1) - (amount > 3000 ? 0.3 : 0),
            purpose == "car" ? -0.12 + (0.1 * random.NextDouble()) : 0.2 * random.NextDouble(),
            foreign ? -0.15 : 0.02,
            checking == 0 ? -0.7 : checking == 1 ? -0.1 : 0.5 + (0.1 * random.NextDouble()),
        ];
        return Samples.Row(
            row,
            [CellValue.Of(duration), missing ? CellValue.Missing : CellValue.Of(amount), CellValue.Of(purpose), CellValue.Of(foreign), CellValue.Of(checking == 0 ? 1.0 : 0), CellValue.Of(checking == 1 ? 1.0 : 0)],
            0.75,
            attributions,
            [.. attributions.Select(_ => 0.02 + (0.05 * random.NextDouble()))]) with
        {
            StopReason = StopReasons.Budget,
        };
    }

    private static CellValue[] Cells(int count, double value) => [.. Enumerable.Range(1, count).Select(column => CellValue.Of(value * column))];
}
