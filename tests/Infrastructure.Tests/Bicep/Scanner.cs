namespace XaiFunctions.Infrastructure.Tests.Bicep;

/// <summary>The characters of a template, with white space and comments skipped on request.</summary>
internal sealed class Scanner(string path, string text)
{
    public int Position { get; private set; }

    public bool AtEnd => Position >= text.Length;

    public int Line => text.AsSpan(0, Math.Min(Position, text.Length)).Count('\n') + 1;

    public char Current => AtEnd ? '\0' : text[Position];

    public FormatException Error(string expected) =>
        new($"{path}({Line}): expected {expected}, found \"{text.Substring(Position, Math.Min(20, text.Length - Position))}\".");

    public char Take() => AtEnd ? throw Error("more") : text[Position++];

    public bool StartsWith(string token) => string.CompareOrdinal(text, Position, token, 0, token.Length) == 0;

    /// <summary>Skips blanks and comments, and line ends too if wanted.</summary>
    public void Skip(bool lines)
    {
        while (!AtEnd)
        {
            if (Current is ' ' or '\t' or '\r' || (lines && Current == '\n'))
                Position++;
            else if (StartsWith("//"))
                SkipTo("\n");
            else if (StartsWith("/*"))
            {
                SkipTo("*/");
                Position += 2;
            }
            else
                return;
        }
    }

    /// <summary>Takes a token if it is next, after blanks.</summary>
    public bool TryTake(string token, bool lines = false)
    {
        int start = Position;
        Skip(lines);
        if (StartsWith(token) && !(char.IsLetter(token[0]) && IsWordCharacter(Position + token.Length)))
        {
            Position += token.Length;
            return true;
        }

        Position = start;
        return false;
    }

    /// <summary>Takes a token if it is the very next; blanks count.</summary>
    public bool TryTakeHere(string token)
    {
        bool found = StartsWith(token);
        Position += found ? token.Length : 0;
        return found;
    }

    public void Expect(string token, bool lines = false)
    {
        if (!TryTake(token, lines))
            throw Error($"\"{token}\"");
    }

    /// <summary>Whether a token is next, after blanks; takes nothing.</summary>
    public bool Sees(string token, bool lines = false)
    {
        int start = Position;
        bool seen = TryTake(token, lines);
        Position = start;
        return seen;
    }

    /// <summary>Takes a word, after blanks.</summary>
    public string Word(bool lines = false)
    {
        Skip(lines);
        int start = Position;
        while (IsWordCharacter(Position))
            Position++;
        return Position > start ? text[start..Position] : throw Error("a name");
    }

    /// <summary>Whether a word is next, after blanks; takes nothing.</summary>
    public bool SeesWord()
    {
        Skip(lines: false);
        return char.IsLetter(Current) || Current == '_';
    }

    private bool IsWordCharacter(int position) => position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '_');

    private void SkipTo(string end)
    {
        int found = text.IndexOf(end, Position, StringComparison.Ordinal);
        Position = found < 0 ? text.Length : found;
    }
}
