using System.Text;

namespace XaiFunctions.Infrastructure.Tests.Bicep;

/// <summary>Parses Bicep's texts: <c>'one line with ${expressions}'</c>, and three quotes around several lines as they are.</summary>
internal static class TextParser
{
    public static TextNode Parse(Scanner scanner, Func<Node> expression)
    {
        int line = scanner.Line;
        if (scanner.TryTake("'''"))
            return Verbatim(scanner, line);
        scanner.Expect("'");
        List<string> segments = [];
        List<Node> expressions = [];
        StringBuilder segment = new();
        while (!scanner.TryTakeHere("'"))
        {
            if (scanner.TryTakeHere("${"))
            {
                segments.Add(segment.ToString());
                segment.Clear();
                expressions.Add(expression());
                scanner.Expect("}");
            }
            else
                segment.Append(scanner.Current == '\n' ? throw scanner.Error("the end of the text") : Character(scanner));
        }

        segments.Add(segment.ToString());
        return new TextNode(line, segments, expressions);
    }

    private static char Character(Scanner scanner)
    {
        char character = scanner.Take();
        if (character != '\\')
            return character;
        char escaped = scanner.Take();
        return escaped switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => escaped };
    }

    private static TextNode Verbatim(Scanner scanner, int line)
    {
        StringBuilder text = new();
        while (!scanner.TryTakeHere("'''"))
            text.Append(scanner.Take());
        return new TextNode(line, [text.ToString()], []);
    }
}
