using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Words;

/// <summary>Players and values as people read them.</summary>
internal static class PlayerWords
{
    private const int LongestText = 60;
    private const int LongestTitle = 80;

    /// <summary>The player's name with its value if it is one column: "duration = 12 months". A group is its name.</summary>
    public static string Named(ExplanationFrame frame, RowExplanation row, int player)
    {
        string name = Bidi.Isolate(frame.Players.Names[player]);
        return frame.SingleFeature(player) is { } feature
            ? $"{name} = {Value(feature, row.Cells[frame.Players.Columns(player)[0]])}"
            : ActiveColumn(frame, row.Cells, player) is { } active ? $"{name} = {active}" : name;
    }

    /// <summary>As <see cref="Named"/>, with a long name cut, for sentences.</summary>
    public static string InSentence(ExplanationFrame frame, RowExplanation row, int player)
    {
        string name = Title(frame.Players.Names[player]);
        return Value(frame, row, player) is { } value ? $"{name} = {value}" : name;
    }

    /// <summary>The value with its unit.</summary>
    public static string Value(Feature feature, CellValue cell) => cell.Kind switch
    {
        CellKind.Number when feature.Unit is { Length: > 0 } unit => $"{PeopleNumbers.Value(cell.Number)} {unit}",
        CellKind.Number => PeopleNumbers.Value(cell.Number),
        CellKind.Boolean => cell.Number != 0 ? "yes" : "no",
        CellKind.Text => Bidi.Isolate(Shorten(cell.Text!, LongestText)),
        _ => "missing",
    };

    /// <summary>The value of a player for people: of its one column, or the name of the one column of a one-hot group that is 1, else null.</summary>
    public static string? Value(ExplanationFrame frame, RowExplanation row, int player) =>
        frame.SingleFeature(player) is { } feature
            ? Value(feature, row.Cells[frame.Players.Columns(player)[0]])
            : ActiveColumn(frame, row.Cells, player);

    /// <summary>A name for a heading.</summary>
    public static string Title(string name) => Bidi.Isolate(Shorten(name, LongestTitle));

    /// <summary>An output's name for headings and sentences, in quotation marks: names such as "good" are words too.</summary>
    public static string Output(string name) => $"“{Title(name)}”";

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> names) => names.Count < 2
        ? string.Concat(names)
        : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";

    /// <summary>A text cut to a length, with an ellipsis; never in the middle of a surrogate pair.</summary>
    public static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
            return text;

        int cut = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..cut] + "…";
    }

    /// <summary>A group of zeros and at most a single one is a category in one-hot columns; without a one it is the value that has no column. Null for other groups.</summary>
    public static string? ActiveColumn(ExplanationFrame frame, IReadOnlyList<CellValue> cells, int player) =>
        ActiveIndex(frame, cells, player) is { } active ? ActiveName(frame, player, active) : null;

    /// <summary>The column of a one-hot group that is 1, -1 if none is; null for other groups.</summary>
    public static int? ActiveIndex(ExplanationFrame frame, IReadOnlyList<CellValue> cells, int player)
    {
        int active = -1;
        foreach (int column in frame.Players.Columns(player))
        {
            CellValue cell = cells[column];
            if (cell.Kind is not (CellKind.Number or CellKind.Boolean) || cell.Number is not (0 or 1) || (cell.Number == 1 && active >= 0))
                return null;
            if (cell.Number == 1)
                active = column;
        }

        return active;
    }

    /// <summary>The name of the value of a one-hot group whose column is 1; -1 stands for none.</summary>
    public static string ActiveName(ExplanationFrame frame, int player, int active)
    {
        if (active < 0)
            return "none of them";
        string name = frame.Features[active].Name;
        int prefix = CommonPrefix(frame, frame.Players.Columns(player));
        return Shorten(prefix < name.Length ? name[prefix..] : name, LongestText);
    }

    // How long the beginning is that all columns of a group share, up to a separator: "checking_" of "checking_lt_0" and "checking_none".
    private static int CommonPrefix(ExplanationFrame frame, ReadOnlySpan<int> columns)
    {
        ReadOnlySpan<char> shared = frame.Features[columns[0]].Name;
        foreach (int column in columns[1..])
            shared = shared[..shared.CommonPrefixLength(frame.Features[column].Name)];
        return shared.LastIndexOfAny("_=:.- ") + 1;
    }
}
