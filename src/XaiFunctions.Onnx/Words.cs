namespace XaiFunctions.Onnx;

/// <summary>Puts names into sentences.</summary>
internal static class Words
{
    private const int Shown = 8;

    /// <summary>"feature 'a'" or "features 'a', 'b' and 3 more".</summary>
    public static string List(IEnumerable<string> names, string noun, string? plural = null)
    {
        var all = names.ToList();
        string shown = string.Join(", ", all.Take(Shown).Select(Quote));
        return (all.Count == 1 ? noun : plural ?? noun + "s") + " " + shown + (all.Count > Shown ? $" and {all.Count - Shown} more" : "");
    }

    /// <summary>A name in quotes, cut to a readable length.</summary>
    public static string Quote(string name) => name.Length <= 80 ? $"'{name}'" : $"'{name[..80]}…'";
}
