using System.Globalization;

namespace XaiFunctions.App.Scoring;

/// <summary>Lists of names in messages, cut to a length that people read.</summary>
public static class Names
{
    private const int Shown = 20;
    private const int ShownCharacters = 80;

    /// <summary><c>column 'a'</c>, <c>columns 'a', 'b'</c>, <c>columns 'a', ... and 12 more</c>.</summary>
    public static string List(string noun, IReadOnlyList<string> names)
    {
        string shown = string.Join(", ", names.Take(Shown).Select(name => $"'{Cut(name)}'"));
        string rest = names.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - Shown:N0} more") : "";
        return names.Count == 0 ? $"no {noun}s" : $"{noun}{(names.Count == 1 ? "" : "s")} {shown}{rest}";
    }

    private static string Cut(string name) => name.Length <= ShownCharacters ? name : string.Concat(name.AsSpan(0, ShownCharacters), "...");
}
