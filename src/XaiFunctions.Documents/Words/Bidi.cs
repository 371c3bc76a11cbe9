namespace XaiFunctions.Documents.Words;

/// <summary>Keeps the writing direction of texts from the data to themselves.</summary>
internal static class Bidi
{
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';

    /// <summary>Puts a text that has right-to-left letters into an isolate, so that numbers and words beside it keep their place.</summary>
    public static string Isolate(string text) => text.Any(IsRightToLeft) ? FirstStrongIsolate + text + PopIsolate : text;

    /// <summary>Whether a character reorders all that follows it up to the end of the paragraph: embeddings and overrides have no place in a name.</summary>
    public static bool IsOverride(int character) => character is >= 0x202A and <= 0x202E;

    private static bool IsRightToLeft(char letter) => letter is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC')
        or '\u200F' or (>= '\uD802' and <= '\uD803') or (>= '\uD83A' and <= '\uD83B');
}
