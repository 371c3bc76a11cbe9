using XaiFunctions.Core.Privacy;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>The distribution of one output's predictions, with the base value marked.</summary>
public static class PredictionHistogram
{
    private const double Width = 380;
    private const double Top = 34;
    private const double Bottom = 190;
    private const double Left = 46;
    private const double Right = Width - 8;

    /// <summary>Draws the histogram.</summary>
    /// <param name="summary">What was gathered over the rows; not empty.</param>
    /// <param name="output">The output's index.</param>
    /// <param name="minimumCount">The fewest rows of a bar that is drawn; with more than 1 the smallest and largest prediction are not told either.</param>
    public static Plot Draw(GlobalSummary summary, int output, int minimumCount = 1)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ExplanationFrame frame = summary.Frame;
        OutputSummary section = summary.ToSection()!.Outputs[output];
        Histogram histogram = section.Predictions.Histogram;
        bool single = section.Predictions.Minimum == section.Predictions.Maximum;
        IEnumerable<double> extent = single ? [section.Predictions.Minimum ?? 0] : histogram.Edges;
        var x = LinearScale.Over(section.BaseValue is { } known ? extent.Append(known) : extent, Left, Right);
        var y = new LinearScale(0, Math.Max(1, histogram.Counts.DefaultIfEmpty(0).Max()) * 1.05, Bottom, Top);
        var svg = new Svg();
        Axis.Left(svg, y, Left, Right, "rows", whole: true);
        Axis.Below(svg, x, Top, Bottom, $"prediction of {SpaceWords.Output(frame, output)}");
        if (single)
            Bar(svg, x.At(section.Predictions.Minimum!.Value) - 6, x.At(section.Predictions.Minimum.Value) + 6, y, section.Predictions.Count);
        bool[] hidden = SmallCells.Hidden([.. histogram.Counts], minimumCount);
        for (int bin = 0; !single && bin < histogram.Counts.Count; bin++)
        {
            if (!hidden[bin])
                Bar(svg, x.At(histogram.Edges[bin]) + 0.5, x.At(histogram.Edges[bin + 1]) - 0.5, y, histogram.Counts[bin]);
        }

        if (section.BaseValue is { } baseValue)
            MarkBase(svg, x.At(baseValue));

        PredictionSummary predictions = section.Predictions;
        return new Plot(
            $"predictions-{output + 1}",
            $"Predictions of {PlayerWords.Output(frame.Outputs[output])}",
            $"A histogram of {PeopleNumbers.Count(predictions.Count)} predictions{Extent(predictions, minimumCount)}, mean {PeopleNumbers.Short(predictions.Mean)}; the average over the background is {PeopleNumbers.Short(section.BaseValue)}.",
            Width,
            Bottom + Axis.BelowHeight,
            svg.Body);
    }

    private static string Extent(PredictionSummary predictions, int minimumCount) => minimumCount > 1
        ? $" without bars of fewer than {PeopleNumbers.Count(minimumCount)}"
        : $" from {PeopleNumbers.Short(predictions.Minimum)} to {PeopleNumbers.Short(predictions.Maximum)}";

    private static void Bar(Svg svg, double from, double to, LinearScale y, long count)
    {
        // A few rows among millions still show.
        if (count > 0)
            svg.Rect(from, Math.Min(y.At(count), Bottom - 1), to - from, Math.Max(1, Bottom - y.At(count)), "bar");
    }

    private static void MarkBase(Svg svg, double at)
    {
        const string Text = "background average";
        double half = TextFit.Width(Text, 11) / 2;
        svg.Line(at, Top - 6, at, Bottom, "mark");
        svg.Text(Math.Clamp(at, Left + half, Width - half), Top - 10, Text, "small", Anchor.Middle);
    }
}
