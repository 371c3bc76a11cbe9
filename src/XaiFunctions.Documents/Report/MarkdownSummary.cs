using System.Text;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Report;

/// <summary>Writes a document as a page of Markdown, for a pull request or a ticket. Texts from the data are escaped: they make no markup and no links.</summary>
public static class MarkdownSummary
{
    private const int MostPlayers = 10;
    private const int MostRejected = 10;
    private const string Special = "\\`*_{}[]<>()#+!|~&@:";

    /// <summary>Writes the page as UTF-8 with line feeds; the stream stays open.</summary>
    public static void Write(Stream stream, ExplanationDocument document)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(document);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"# {Escape(document.Model.Name)}: {(document.Failure is null ? "how it came to its predictions" : "the rows could not be explained")}");
        writer.WriteLine();
        if (document.Failure is { } failure)
            WriteFailure(writer, failure);
        else
            WriteParagraph(writer, Headline.Rows(document));
        foreach (OutputSummary output in document.Summary?.Outputs ?? [])
            WriteOutput(writer, output, document.Method!.Space);
        if (document.Quality is not null)
            WriteParagraph(writer, Headline.Sureness(document));
        foreach (DocumentWarning warning in document.Warnings)
            WriteParagraph(writer, "Note: " + warning.Message);
        WriteRejected(writer, document.Rejected);
        WriteParagraph(writer, $"Job {document.Job.Id}, model version {document.Model.Version}, {document.Method?.Name ?? "no method"}, code {document.Provenance.CodeVersion}.");
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

    private static void WriteFailure(TextWriter writer, FailureSection failure)
    {
        WriteParagraph(writer, failure.Reason);
        foreach (string problem in failure.Problems)
            writer.WriteLine($"- {Escape(problem)}");
        if (failure.Problems.Count > 0)
            writer.WriteLine();
    }

    private static void WriteOutput(TextWriter writer, OutputSummary output, string space)
    {
        writer.WriteLine($"## {Escape(PlayerWords.Title(output.Output))}");
        writer.WriteLine();
        WriteParagraph(writer, Headline.Output(output, space));
        writer.WriteLine("| | Player | Mean size of the effect | 95 % interval | Direction |");
        writer.WriteLine("|---:|---|---:|---|---|");
        foreach (PlayerImportance player in output.Importance.Take(MostPlayers))
        {
            string interval = player is { Low: { } low, High: { } high } ? $"{PeopleNumbers.Short(low)} to {PeopleNumbers.Short(high)}" : "not known";
            string direction = player.Direction switch { > 0.3 => "higher raises", < -0.3 => "higher lowers", _ => "" };
            writer.WriteLine($"| {player.Rank} | {Escape(PlayerWords.Title(player.Player))} | {PeopleNumbers.Short(player.MeanAbsolute)} | {interval} | {direction} |");
        }

        writer.WriteLine();
        if (output.Importance.Count > MostPlayers)
            WriteParagraph(writer, $"{PeopleNumbers.Count(output.Importance.Count - MostPlayers)} more players matter less.");
    }

    private static void WriteRejected(TextWriter writer, RejectedSection rejected)
    {
        if (rejected.Count == 0)
            return;

        writer.WriteLine("## Rejected rows");
        writer.WriteLine();
        writer.WriteLine("| Row | Column | Problem |");
        writer.WriteLine("|---:|---|---|");
        foreach (RejectedRow row in rejected.Rows.Take(MostRejected))
            writer.WriteLine($"| {PeopleNumbers.Count(row.Row)} | {Escape(PlayerWords.Shorten(row.Column ?? "", 80))} | {Escape(PlayerWords.Shorten(row.Problem, 200))} |");
        writer.WriteLine();
        if (rejected.Count > Math.Min(MostRejected, rejected.Rows.Count))
            WriteParagraph(writer, $"{PeopleNumbers.Count(rejected.Count - Math.Min(MostRejected, rejected.Rows.Count))} more are in rejected.csv.");
    }
}
