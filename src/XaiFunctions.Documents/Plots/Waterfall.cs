using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>How one row's output came about: from the base value step by step to the prediction, with the interval of each step.</summary>
public static class Waterfall
{
    /// <summary>The most players drawn one by one; the others are one step together.</summary>
    public const int MostPlayers = 9;

    private const double Width = 380;
    private const double RowHeight = 36;
    private const double BarHeight = 12;
    private const double Left = 6;
    private const double Right = Width - 8;
    private const double HeadHeight = 22;

    private sealed record Step(string Label, double From, double To, double HalfWidth);

    /// <summary>Draws the steps.</summary>
    /// <param name="id">The plot's name.</param>
    /// <param name="frame">The names.</param>
    /// <param name="row">The row.</param>
    /// <param name="output">The output's index.</param>
    public static Plot Draw(string id, ExplanationFrame frame, RowExplanation row, int output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(row);
        OutputExplanation explanation = row.Outputs[output];
        IReadOnlyList<Step> steps = Steps(frame, row, output);
        var x = LinearScale.Over(Extent(explanation, steps), Left, Right);
        double end = HeadHeight + (steps.Count * RowHeight);
        double bottom = end + HeadHeight;
        var svg = new Svg();
        Axis.Below(svg, x, HeadHeight - 4, bottom, SpaceWords.Output(frame, output));
        Mark(svg, x, explanation.BaseValue, 12, HeadHeight - 4, HeadHeight + 18, $"background average {PeopleNumbers.Short(explanation.BaseValue)}", strong: false);
        for (int index = 0; index < steps.Count; index++)
            DrawStep(svg, steps[index], HeadHeight + (index * RowHeight), x, index + 1 < steps.Count);
        Mark(svg, x, explanation.Prediction, end + 16, end - 14, end + 3, $"prediction {SpaceWords.Prediction(frame.Space, explanation.Prediction)}", strong: true);

        string words = string.Join(", ", steps.Take(5).Select(step => $"{step.Label} {PeopleNumbers.Signed(step.To - step.From)}"));
        return new Plot(
            id,
            $"Row {PeopleNumbers.Count(row.Row)}: how its prediction came about",
            $"From {PeopleNumbers.Short(explanation.BaseValue)} on average over the background to {PeopleNumbers.Short(explanation.Prediction)}: {words}.",
            Width,
            bottom + Axis.BelowHeight,
            svg.Body);
    }

    private static IEnumerable<double> Extent(OutputExplanation explanation, IReadOnlyList<Step> steps) =>
        steps.SelectMany(step => new[] { step.From, step.To, step.To - step.HalfWidth, step.To + step.HalfWidth })
            .Append(explanation.BaseValue).Append(explanation.Prediction);

    private static List<Step> Steps(ExplanationFrame frame, RowExplanation row, int output)
    {
        OutputExplanation explanation = row.Outputs[output];
        int[] order = [.. Ranking.Of(row, output)];
        int single = order.Length <= MostPlayers + 1 ? order.Length : MostPlayers;
        var steps = new List<Step>();
        double at = explanation.BaseValue;
        foreach (int player in order.Take(single))
        {
            double next = at + explanation.Attributions.Span[player];
            double half = explanation.IntervalHalfWidths.Span[player];
            steps.Add(new Step(PlayerWords.Named(frame, row, player), at, next, double.IsFinite(half) ? half : 0));
            at = next;
        }

        if (single < order.Length)
        {
            double rest = order.Skip(single).Sum(player => explanation.Attributions.Span[player]);
            steps.Add(new Step($"{PeopleNumbers.Count(order.Length - single)} other players together", at, at + rest, 0));
        }

        return steps;
    }

    private static void DrawStep(Svg svg, Step step, double top, LinearScale x, bool linked)
    {
        double change = step.To - step.From;
        string value = PeopleNumbers.Signed(change) + (step.HalfWidth > 0 ? $" {PeopleNumbers.HalfWidth(step.HalfWidth)}" : "");
        svg.FittedText(0, top + 14, step.Label, Right - TextFit.Width(value, TextFit.StrongSize) - 12);
        svg.Text(Right, top + 14, value, "strong", Anchor.End);
        double middle = top + 19 + (BarHeight / 2);
        Arrow(svg, x.At(step.From), x.At(step.To), middle);
        if (step.HalfWidth > 0)
            Whisker.Draw(svg, x.At(step.To - step.HalfWidth), x.At(step.To + step.HalfWidth), middle);
        if (linked)
            svg.Line(x.At(step.To), middle + (BarHeight / 2), x.At(step.To), middle + RowHeight - (BarHeight / 2), "link");
    }

    // The arrow's head shows the direction; the colour only repeats it.
    private static void Arrow(Svg svg, double from, double to, double middle)
    {
        double half = BarHeight / 2;
        double head = Math.CopySign(Math.Min(6, Math.Abs(to - from)), to - from);
        string top = Markup.Number(middle - half);
        string bottom = Markup.Number(middle + half);
        string neck = Markup.Number(to - head);
        svg.Path(
            $"M{Markup.Number(from)} {top}H{neck}L{Markup.Number(to)} {Markup.Number(middle)}L{neck} {bottom}H{Markup.Number(from)}Z",
            to >= from ? "up" : "down");
    }

    private static void Mark(Svg svg, LinearScale x, double value, double textY, double lineTop, double lineBottom, string text, bool strong)
    {
        double at = x.At(value);
        double half = TextFit.Width(text, strong ? TextFit.StrongSize : TextFit.Size) / 2;
        svg.Line(at, lineTop, at, lineBottom, "mark");
        svg.Text(Math.Clamp(at, Math.Min(half, Width / 2), Math.Max(Width - half, Width / 2)), textY, text, strong ? "strong" : "small", Anchor.Middle);
    }
}
