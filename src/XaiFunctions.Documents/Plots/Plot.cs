using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>One drawing: SVG with a title and a description, that can stand in a page or be a file of its own.</summary>
/// <param name="Id">Its name in addresses and file names: lower-case letters, digits and hyphens; unique in a job.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Description">What one sees in it, for those who cannot.</param>
/// <param name="Width">The width of the drawing in its own units, about pixels.</param>
/// <param name="Height">The height.</param>
/// <param name="Body">The SVG elements in it, already encoded.</param>
public sealed partial record Plot(string Id, string Title, string Description, double Width, double Height, string Body)
{
    /// <summary>An <c>svg</c> element for a page that has <see cref="PlotStyle.Css"/>.</summary>
    public string ToInline() => Element("");

    /// <summary>A whole SVG file (XML, UTF-8) with its own style, for light and dark.</summary>
    public string ToFile() =>
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + Element($"<style>{PlotStyle.Css}</style><rect class=\"paper\" width=\"100%\" height=\"100%\"/>") + "\n";

    /// <summary>Takes the plots out of a page that they were put into by <see cref="ToInline"/>, so that a stored report is enough to give them as files.</summary>
    /// <returns>The plots in the order of the page.</returns>
    public static IEnumerable<Plot> ReadAll(string page)
    {
        foreach (Match match in Inline().Matches(page))
        {
            yield return new(
                match.Groups["id"].Value,
                WebUtility.HtmlDecode(match.Groups["title"].Value),
                WebUtility.HtmlDecode(match.Groups["description"].Value),
                double.Parse(match.Groups["width"].ValueSpan, CultureInfo.InvariantCulture),
                double.Parse(match.Groups["height"].ValueSpan, CultureInfo.InvariantCulture),
                match.Groups["body"].Value);
        }
    }

    // Texts are encoded, so none of them can look like markup; a drawing holds no drawing.
    [GeneratedRegex(
        """<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" viewBox="0 0 (?<width>[0-9.]+) (?<height>[0-9.]+)" aria-labelledby="(?<id>[a-z0-9-]+)-t \k<id>-d"><title id="\k<id>-t">(?<title>[^<]*)</title><desc id="\k<id>-d">(?<description>[^<]*)</desc>(?<body>.*?)</svg>""",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Inline();

    private string Element(string before) => new StringBuilder()
        .Append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" viewBox=\"0 0 ")
        .Append(Markup.Number(Width)).Append(' ').Append(Markup.Number(Height))
        .Append("\" aria-labelledby=\"").Append(Id).Append("-t ").Append(Id).Append("-d\">")
        .Append("<title id=\"").Append(Id).Append("-t\">").Append(Markup.Encode(Title)).Append("</title>")
        .Append("<desc id=\"").Append(Id).Append("-d\">").Append(Markup.Encode(Description)).Append("</desc>")
        .Append(before).Append(Body).Append("</svg>").ToString();
}
