using System.Globalization;
using System.Text;

namespace XaiFunctions.Benchmarks;

/// <summary>What was measured of one dimension.</summary>
/// <param name="Name">The dimension.</param>
/// <param name="Values">The values that it took.</param>
/// <param name="Times">Milliseconds, one a value.</param>
internal sealed record GrowthSeries(string Name, int[] Values, double[] Times);

/// <summary>The page about how cost grows: what was measured goes between two marks of <c>growth.md</c>, the rest of which explains it, and is drawn in <c>growth.svg</c>.</summary>
internal static class GrowthPage
{
    private const string Start = "<!-- measured -->\n", End = "<!-- end of what was measured -->";

    /// <summary>Writes both files in the folder of this project.</summary>
    /// <param name="table">What is to be read between the marks.</param>
    /// <param name="series">What is drawn.</param>
    public static void Write(string table, IReadOnlyList<GrowthSeries> series)
    {
        string folder = Folder(), file = Path.Combine(folder, "growth.md"), page = File.ReadAllText(file);
        int from = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, to = page.IndexOf(End, StringComparison.Ordinal);
        if (from < Start.Length || to < from)
            throw new InvalidOperationException($"{file} has lost its marks.");
        string day = TimeProvider.System.GetUtcNow().ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        File.WriteAllText(file, $"{page[..from]}\n{day}, {table}\n{page[to..]}");
        File.WriteAllText(Path.Combine(folder, "growth.svg"), Draw(series));
    }

    private static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "XaiFunctions.sln")))
                return Path.Combine(folder.FullName, "tests", "XaiFunctions.Benchmarks");
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} lies in no folder with XaiFunctions.sln.");
    }

    /// <summary>One small chart a dimension, both axes logarithmic; the dashed line is growth in proportion.</summary>
    private static string Draw(IReadOnlyList<GrowthSeries> series)
    {
        const int width = 260, height = 200, columns = 3, margin = 44;
        int lines = (series.Count + columns - 1) / columns;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {columns * width} {lines * height}\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">\n");
        svg.Append("<title>Cost of sampled attributions by each dimension, both axes logarithmic; dashed: in proportion</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (int i = 0; i < series.Count; i++)
        {
            (string name, int[] values, double[] times) = series[i];
            int left = (i % columns * width) + margin, top = (i / columns * height) + 30, right = left + width - margin - 16, bottom = top + height - 66;
            double spanX = Math.Log(values[^1] / (double)values[0]), sign = times[^1] < times[0] && name == "workers" ? -1 : 1;
            double low = Math.Min(times.Min(), times[0] * Math.Exp(sign * spanX)), spanY = Math.Max(spanX, Math.Log(times.Max() / low)) * 1.05;
            double X(double value) => left + ((right - left) * Math.Log(value / values[0]) / spanX);
            double Y(double time) => bottom - ((bottom - top) * Math.Log(time / low) / spanY);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left}\" y=\"{top - 12}\" font-weight=\"bold\" fill=\"#1a1a1a\">ms by {name}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left} {top}V{bottom}H{right}\" fill=\"none\" stroke=\"#767676\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left} {Y(times[0]):F1}L{right} {Y(times[0] * Math.Exp(sign * spanX)):F1}\" fill=\"none\" stroke=\"#767676\" stroke-dasharray=\"4 3\"/>\n");
            string line = string.Join('L', times.Select((time, k) => string.Create(CultureInfo.InvariantCulture, $"{X(values[k]):F1} {Y(time):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{line}\" fill=\"none\" stroke=\"#0b5394\" stroke-width=\"2\"/>\n");
            for (int k = 0; k < times.Length; k++)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(values[k]):F1}\" cy=\"{Y(times[k]):F1}\" r=\"3\" fill=\"#0b5394\"/>\n");
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(values[k]):F1}\" y=\"{bottom + 18}\" text-anchor=\"middle\" fill=\"#1a1a1a\">{values[k]}</text>\n");
            }

            foreach (double time in (double[])[low, times.Max()])
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left - 5}\" y=\"{Y(time) + 4:F1}\" text-anchor=\"end\" fill=\"#1a1a1a\">{time:F0}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }
}
