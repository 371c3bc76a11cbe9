namespace XaiFunctions.Core.Tables;

/// <summary>
/// Gives each distinct text of a table a code, 0, 1, 2, ... in order of arrival, so that texts can be cells. One table of codes serves
/// all category columns of a model.
/// </summary>
/// <remarks>
/// A child adds texts without changing its parent: the background's codes are made once for a model, and each piece of work adds its own
/// rows' texts in a child that goes when the work is done. Reading is safe from many threads; adding is not.
/// </remarks>
/// <param name="parent">The codes that are known already. It must not grow any more.</param>
public sealed class CategoryCodes(CategoryCodes? parent = null)
{
    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
    private readonly List<string> texts = [];
    private readonly int offset = parent?.Count ?? 0;

    /// <summary>The number of texts, those of the parents included.</summary>
    public int Count => offset + texts.Count;

    /// <summary>The code of a text, which is added if it is new.</summary>
    public int Add(string text)
    {
        if (TryGetCode(text, out int code))
            return code;

        code = Count;
        codes.Add(text, code);
        texts.Add(text);
        return code;
    }

    /// <summary>Looks a text up without adding it.</summary>
    public bool TryGetCode(string text, out int code) =>
        (parent is not null && parent.TryGetCode(text, out code)) || codes.TryGetValue(text, out code);

    /// <summary>The text of a code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No text has this code.</exception>
    public string Text(int code) => code < offset ? parent!.Text(code) : texts[code - offset];
}
