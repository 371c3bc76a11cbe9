using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>An interval along a horizontal bar.</summary>
internal static class Whisker
{
    private const double Cap = 3.5;

    public static void Draw(Svg svg, double from, double to, double y)
    {
        string left = Markup.Number(from);
        string right = Markup.Number(to);
        string top = Markup.Number(y - Cap);
        string bottom = Markup.Number(y + Cap);
        svg.Path($"M{left} {Markup.Number(y)}H{right}M{left} {top}V{bottom}M{right} {top}V{bottom}", "whisker");
    }
}
