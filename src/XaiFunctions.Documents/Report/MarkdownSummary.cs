using System.Text;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>Writes a document as a page of Markdown, for a pull request or a ticket. Texts from the data are escaped: they make no markup and no links.</summary>
public static class MarkdownSummary
{
    private const int MostPlayers = 10;
    private const int MostOutputs = 5;
    private const int MostRejected = 10;
    private const int LongestBar = 10;
    private const string Special = "\\`*_{}[]<>()#+!|~&@:";

    /// <summary>
    /// Writes the page as UTF-8 with line feeds; the stream stays open. What one reads first comes first; rejected rows and provenance are folded
    /// away where Markdown knows <c>details</c>, and warnings stand out where it knows alerts.
    /// </summary>
    public static void Write(Stream stream, ExplanationDocument document)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(document);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"# {Escape(document.Model.Name)}: {(document.Failure is null ? "how it came to its predictions" : "the rows could not be explained")}");
        writer.WriteLine();
        if (document.Failure is { } failure)
            WriteAlert(writer, "CAUTION", [failure.Reason, .. failure.Problems]);
        else
            WriteParagraph(writer, Headline.Rows(document));
        if (document.Quality is not null)
            WriteParagraph(writer, Headline.Sureness(document));
        WriteAlert(writer, "WARNING", [.. document.Warnings.Select(warning => warning.Message)]);
        IReadOnlyList<OutputSummary> outputs = document.Summary?.Outputs ?? [];
        foreach (OutputSummary output in outputs.Take(MostOutputs))
            WriteOutput(writer, output, document.Method!.Space);
        if (outputs.Count > MostOutputs)
            WriteParagraph(writer, $"{PeopleNumbers.Count(outputs.Count - MostOutputs)} more outputs are in document.json and report.html.");
        if (document.Summary?.Loss is { } loss)
            WriteLoss(writer, loss);
        WriteRejected(writer, document.Rejected);
        WriteProvenance(writer, document);
    }

    /// <summary>A text that shows as it is, in a paragraph as in a table.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char letter in text)
        {
            if (Special.Contains(letter))
                escaped.Append('\\').Append(letter);
            else
                escaped.Append(char.IsControl(letter) || Bidi.IsOverride(letter) ? ' ' : letter);
        }

        return escaped.ToString();
    }

    private static void WriteParagraph(TextWriter writer, string text)
    {
        writer.WriteLine(Escape(text));
        writer.WriteLine();
    }

    private static void WriteAlert(TextWriter writer, string kind, IReadOnlyList<string> messages)
    {
        if (messages.Count == 0)
            return;

        writer.WriteLine($"> [!{kind}]");
        foreach (string message in messages)
            writer.WriteLine($"> {(messages.Count > 1 ? "- " : "")}{Escape(message)}");
        writer.WriteLine();
    }

    private static void WriteOutput(TextWriter writer, OutputSummary output, string space)
    {
        writer.WriteLine($"## {Escape(PlayerWords.Title(output.Output))}");
        writer.WriteLine();
        WriteParagraph(writer, Headline.Output(output, space));
        writer.WriteLine("| | Player | Mean size of the effect | | 95 % interval | Higher values |");
        writer.WriteLine("|---:|---|---:|---|---|---|");
        double largest = output.Importance[0].MeanAbsolute ?? 0;
        foreach (PlayerImportance player in output.Importance.Take(MostPlayers))
        {
            string interval = player is { Low: { } low, High: { } high } ? $"{PeopleNumbers.Short(low)} to {PeopleNumbers.Short(high)}" : "not known";
            string direction = player.Direction switch { > 0.3 => "raise it", < -0.3 => "lower it", _ => "" };
            writer.WriteLine($"| {player.Rank} | {Escape(PlayerWords.Title(player.Player))} | {PeopleNumbers.Short(player.MeanAbsolute)} | {Bar(player.MeanAbsolute, largest)} | {interval} | {direction} |");
        }

        writer.WriteLine();
        if (output.Importance.Count > MostPlayers)
            WriteParagraph(writer, $"{PeopleNumbers.Count(output.Importance.Count - MostPlayers)} more players matter less.");
    }

    private static void WriteLoss(TextWriter writer, LossSummary loss)
    {
        writer.WriteLine("## What the labels say");
        writer.WriteLine();
        WriteParagraph(writer, LossWords.Headline(loss));
        writer.WriteLine($"| | Player | Mean reduction of the {LossWords.Name(loss.Loss)} | | 95 % interval |");
        writer.WriteLine("|---:|---|---:|---|---|");
        double largest = loss.Players[0].Value ?? 0;
        foreach (PlayerLoss player in loss.Players.Take(MostPlayers))
        {
            string interval = player is { Low: { } low, High: { } high } ? $"{PeopleNumbers.Short(low)} to {PeopleNumbers.Short(high)}" : "not known";
            writer.WriteLine($"| {player.Rank} | {Escape(PlayerWords.Title(player.Player))} | {PeopleNumbers.Short(player.Value)} | {Bar(player.Value, largest)} | {interval} |");
        }

        writer.WriteLine();
        if (loss.Players.Count > MostPlayers)
            WriteParagraph(writer, $"{PeopleNumbers.Count(loss.Players.Count - MostPlayers)} more players reduce it less.");
    }

    private static string Bar(double? size, double largest) =>
        size > 0 ? new string('█', Math.Max(1, (int)Math.Round(LongestBar * (size.Value / largest)))) : "";

    private static void WriteRejected(TextWriter writer, RejectedSection rejected)
    {
        if (rejected.Count == 0)
            return;

        Open(writer, $"Rejected rows ({PeopleNumbers.Count(rejected.Count)})");
        writer.WriteLine("| Row | Line | Column | Problem |");
        writer.WriteLine("|---:|---:|---|---|");
        foreach (RejectedRow row in rejected.Rows.Take(MostRejected))
            writer.WriteLine($"| {PeopleNumbers.Count(row.Row)} | {PeopleNumbers.Count(row.Line)} | {Escape(PlayerWords.Shorten(row.Column ?? "", 80))} | {Escape(PlayerWords.Shorten(row.Problem, 200))} |");
        writer.WriteLine();
        if (rejected.Count > Math.Min(MostRejected, rejected.Rows.Count))
            WriteParagraph(writer, $"{PeopleNumbers.Count(rejected.Count - Math.Min(MostRejected, rejected.Rows.Count))} more are in rejected.csv.");
        Close(writer);
    }

    private static void WriteProvenance(TextWriter writer, ExplanationDocument document)
    {
        Open(writer, "Method and provenance");
        writer.WriteLine("| | |");
        writer.WriteLine("|---|---|");
        foreach (ReportFact fact in BackMatter.Facts(document).Where(fact => !string.IsNullOrEmpty(fact.Value)))
            writer.WriteLine($"| {Escape(fact.Name)} | {Escape(PlayerWords.Shorten(fact.Value!, 200))} |");
        writer.WriteLine();
        Close(writer);
    }

    private static void Open(TextWriter writer, string summary)
    {
        writer.WriteLine($"<details><summary>{summary}</summary>");
        writer.WriteLine();
    }

    private static void Close(TextWriter writer)
    {
        writer.WriteLine("</details>");
        writer.WriteLine();
    }
}
