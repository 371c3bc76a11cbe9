using System.Buffers;

namespace XaiFunctions.Documents.Writers;

/// <summary>
/// Turns a text into a CSV cell (RFC 4180) that a spreadsheet shows and never runs: a text that begins with =, +, -, @, tab or
/// carriage return gets an apostrophe before it. Numbers are written as numbers and never pass here.
/// </summary>
public static class CsvText
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n\t;");

    /// <summary>The cell for a text: neutralised, and quoted where the format asks for it. Null becomes an empty cell.</summary>
    public static string Encode(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";

        string safe = StartsFormula(text) ? "'" + text : text;
        bool quote = safe.AsSpan().ContainsAny(NeedsQuotes) || char.IsWhiteSpace(safe[0]) || char.IsWhiteSpace(safe[^1]);
        return quote ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // Excel also trims blanks before it looks, and takes the full-width forms of the four signs for the signs.
    private static bool StartsFormula(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().TrimStart(" \u00a0\n");
        return !trimmed.IsEmpty && trimmed[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠';
    }
}
