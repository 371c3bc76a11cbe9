using System.Text;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>Where a text stands relative to its point.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>Collects SVG elements. Texts are encoded here; classes are literals of this assembly.</summary>
internal sealed class Svg
{
    private readonly StringBuilder body = new();

    public string Body => body.ToString();

    public void Line(double x1, double y1, double x2, double y2, string cssClass) =>
        body.Append("<line class=\"").Append(cssClass).Append("\" x1=\"").Append(N(x1)).Append("\" y1=\"").Append(N(y1))
            .Append("\" x2=\"").Append(N(x2)).Append("\" y2=\"").Append(N(y2)).Append("\"/>");

    public void Rect(double x, double y, double width, double height, string cssClass) =>
        body.Append("<rect class=\"").Append(cssClass).Append("\" x=\"").Append(N(x)).Append("\" y=\"").Append(N(y))
            .Append("\" width=\"").Append(N(Math.Max(0, width))).Append("\" height=\"").Append(N(Math.Max(0, height))).Append("\"/>");

    public void Path(string data, string cssClass) =>
        body.Append("<path class=\"").Append(cssClass).Append("\" d=\"").Append(data).Append("\"/>");

    /// <summary>Dots as one path of points with round ends: a tenth of the bytes of circles.</summary>
    public void Dots(IReadOnlyList<(double X, double Y)> points, string cssClass)
    {
        if (points.Count == 0)
            return;

        body.Append("<path class=\"dots ").Append(cssClass).Append("\" d=\"");
        foreach ((double x, double y) in points)
            body.Append('M').Append(Markup.Number(Math.Round(x, 1))).Append(' ').Append(Markup.Number(Math.Round(y, 1))).Append("h0");
        body.Append("\"/>");
    }

    public void Text(double x, double y, string text, string cssClass = "", Anchor anchor = Anchor.Start)
    {
        body.Append("<text x=\"").Append(N(x)).Append("\" y=\"").Append(N(y)).Append('"');
        if (cssClass.Length > 0)
            body.Append(" class=\"").Append(cssClass).Append('"');
        if (anchor != Anchor.Start)
            body.Append(" text-anchor=\"").Append(anchor == Anchor.Middle ? "middle" : "end").Append('"');
        body.Append('>').Append(Markup.Encode(text)).Append("</text>");
    }

    /// <summary>A text cut to a width; the whole text appears when pointed at.</summary>
    public void FittedText(double x, double y, string text, double width, double size = TextFit.Size)
    {
        string fitted = TextFit.Cut(text, width, size);
        if (fitted == text)
        {
            Text(x, y, Bidi.Isolate(text));
            return;
        }

        body.Append("<text x=\"").Append(N(x)).Append("\" y=\"").Append(N(y)).Append("\"><title>").Append(Markup.Encode(text)).Append("</title>")
            .Append(Markup.Encode(Bidi.Isolate(fitted))).Append("</text>");
    }

    private static string N(double value) => Markup.Number(value);
}
