using System.Globalization;
using System.Text;

namespace XaiFunctions.Documents.Words;

/// <summary>Builds HTML and SVG. Text always passes <see cref="Encode"/>; only the code's own literals are written as they are.</summary>
public sealed class Markup
{
    private readonly StringBuilder text = new();

    /// <summary>Writes markup of our own.</summary>
    public Markup Raw(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <summary>Writes text from the data.</summary>
    public Markup Text(string? content)
    {
        text.Append(Encode(content));
        return this;
    }

    /// <summary>Writes an element that contains only text.</summary>
    public Markup Element(string name, string? content, string? cssClass = null)
    {
        text.Append('<').Append(name);
        if (cssClass is not null)
            text.Append(" class=\"").Append(cssClass).Append('"');
        text.Append('>').Append(Encode(content)).Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>Takes everything written so far out.</summary>
    public string TakeAll()
    {
        string all = text.ToString();
        text.Clear();
        return all;
    }

    /// <summary>
    /// Encodes text for element content and quoted attributes, in HTML and in XML. What XML does not allow (control characters, halves
    /// of surrogate pairs) and what would reorder the text around it (see <see cref="Bidi.IsOverride"/>) becomes U+FFFD.
    /// </summary>
    public static string Encode(string? content)
    {
        if (string.IsNullOrEmpty(content))
            return "";

        var encoded = new StringBuilder(content.Length + 16);
        foreach (Rune rune in content.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<':
                    encoded.Append("&lt;");
                    break;
                case '>':
                    encoded.Append("&gt;");
                    break;
                case '&':
                    encoded.Append("&amp;");
                    break;
                case '"':
                    encoded.Append("&quot;");
                    break;
                case '\'':
                    encoded.Append("&#39;");
                    break;
                case var other when IsUnfit(other):
                    encoded.Append('\uFFFD');
                    break;
                default:
                    encoded.Append(rune.ToString());
                    break;
            }
        }

        return encoded.ToString();
    }

    private static bool IsUnfit(int character) =>
        character is < 0x20 and not ('\t' or '\n') or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF || Bidi.IsOverride(character);

    /// <summary>A coordinate: at most two decimals, invariant culture.</summary>
    public static string Number(double value) =>
        (Math.Round(value, 2) is var rounded && rounded == 0 ? 0 : Math.Round(value, 2)).ToString("0.##", CultureInfo.InvariantCulture);
}
