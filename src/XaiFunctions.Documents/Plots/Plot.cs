using System.Text;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>One drawing: SVG with a title and a description, that can stand in a page or be a file of its own.</summary>
/// <param name="Id">Its name in addresses and file names: lower-case letters, digits and hyphens; unique in a job.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Description">What one sees in it, for those who cannot.</param>
/// <param name="Width">The width of the drawing in its own units, about pixels.</param>
/// <param name="Height">The height.</param>
/// <param name="Body">The SVG elements in it, already encoded.</param>
public sealed record Plot(string Id, string Title, string Description, double Width, double Height, string Body)
{
    /// <summary>An <c>svg</c> element for a page that has <see cref="PlotStyle.Css"/>.</summary>
    public string ToInline() => Element("");

    /// <summary>A whole SVG file (XML, UTF-8) with its own style, for light and dark.</summary>
    public string ToFile() =>
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Element($"<style>{PlotStyle.Css}</style><rect class=\"paper\" width=\"100%\" height=\"100%\"/>") + "\n";

    private string Element(string before) => new StringBuilder()
        .Append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" viewBox=\"0 0 ")
        .Append(Markup.Number(Width)).Append(' ').Append(Markup.Number(Height))
        .Append("\" aria-labelledby=\"").Append(Id).Append("-t ").Append(Id).Append("-d\">")
        .Append("<title id=\"").Append(Id).Append("-t\">").Append(Markup.Encode(Title)).Append("</title>")
        .Append("<desc id=\"").Append(Id).Append("-d\">").Append(Markup.Encode(Description)).Append("</desc>")
        .Append(before).Append(Body).Append("</svg>").ToString();
}
