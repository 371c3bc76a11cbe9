using System.Globalization;

namespace XaiFunctions.Documents.Plots;

/// <summary>Fits texts into widths without knowing the reader's fonts: widths are estimated on the wide side.</summary>
internal static class TextFit
{
    /// <summary>The size of plot texts, in the drawing's units.</summary>
    public const double Size = 12;

    private const double Narrow = 0.40;
    private const double Usual = 0.62;
    private const double Capital = 0.72;
    private const double Full = 1.0;

    /// <summary>The size to reckon with for strong texts, whose letters are wider.</summary>
    public const double StrongSize = 13.4;

    /// <summary>The estimated width of a text.</summary>
    public static double Width(string text, double size = Size)
    {
        double width = 0;
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
            width += size * ElementWidth(elements.GetTextElement());
        return width;
    }

    /// <summary>The text, or as much of its beginning as fits, with an ellipsis; cut between what a reader takes for letters.</summary>
    public static string Cut(string text, double width, double size = Size)
    {
        double used = 0;
        int fits = 0;
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            string element = elements.GetTextElement();
            used += size * ElementWidth(element);
            if (used > width)
                return text[..fits] + "…";
            if (used + size <= width)
                fits = elements.ElementIndex + element.Length;
        }

        return text;
    }

    private static double ElementWidth(string element)
    {
        char first = element[0];
        return first switch
        {
            'i' or 'l' or 'j' or 't' or 'f' or 'r' or ' ' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or '(' or ')' => Narrow,
            'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.98,
            >= 'A' and <= 'Z' => Capital,
            < '\u1100' => Usual,
            < '\u2e80' => Capital,
            _ => Full,
        };
    }
}
