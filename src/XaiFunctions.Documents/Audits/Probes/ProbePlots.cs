using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>Drawings of shares with their intervals.</summary>
internal static class ProbePlots
{
    private const double Width = 380;
    private const double Left = 150;
    private const double Right = Width - 46;
    private const double Top = 30;
    private const double BarHeight = 14;
    private const double LineHeight = 20;
    private const double GroupGap = 8;

    private sealed record Bar(string Label, Estimate Value, string CssClass, bool EndsGroup);

    public static Plot Robustness(Core.Robustness.RobustnessReport report) => Draw(
        "robust-decisions",
        "Decisions that hold",
        $"Two bars for each size of change: the share of decisions that no attack turned, and that no random change turned. {string.Join("; ", report.Levels.Select(level => $"{PeopleNumbers.Short(level.Epsilon)} quantiles: {AuditWords.Value(level.Held)} and {AuditWords.Value(level.HeldUnderNoise)}"))}.",
        "share of decisions that hold",
        null,
        [.. report.Levels.SelectMany(level => (Bar[])
        [
            new($"{PeopleNumbers.Short(level.Epsilon)}, attacked", level.Held, "up", false),
            new($"{PeopleNumbers.Short(level.Epsilon)}, by chance", level.HeldUnderNoise, "bar", true),
        ])]);

    public static Plot Quality(QualitySection quality) => Draw(
        "explanation-quality",
        "Explanations against random ones",
        $"A bar for each metric: the share of random orders or assignments that are worse than the explanation; one half is chance. {string.Join("; ", ProbeMetrics.All(quality).Select(metric => $"{Short(metric.Name)}: {AuditWords.Value(metric.Metric.BetterThanRandom)}"))}.",
        "share of random ones beaten",
        0.5,
        [.. ProbeMetrics.All(quality).Select(metric => new Bar(Short(metric.Name), metric.Metric.BetterThanRandom, "up", true))]);

    private static string Short(string name) => name switch
    {
        "faithfulnessCorrelation" => "faithfulness, subsets",
        "faithfulnessEstimate" => "faithfulness, singles",
        _ => name,
    };

    private static Plot Draw(string id, string title, string description, string axis, double? chance, Bar[] bars)
    {
        double bottom = Top + (bars.Length * LineHeight) + (bars.Count(bar => bar.EndsGroup) * GroupGap);
        var x = new LinearScale(0, 1, Left, Right);
        var svg = new Svg();
        Axis.Below(svg, x, Top, bottom, axis);
        double y = Top + (GroupGap / 2);
        foreach (Bar bar in bars)
        {
            double middle = y + (BarHeight / 2);
            svg.FittedText(0, middle + 4, bar.Label, Left - 8);
            if (bar.Value.Value is { } share)
                svg.Rect(Left, y, x.At(share) - Left, BarHeight, bar.CssClass);
            if (bar.Value.Interval is { } interval)
                Whisker.Draw(svg, x.At(interval.Low), x.At(interval.High), middle);
            svg.Text(Width, middle + 4, bar.Value.Value is { } known ? PeopleNumbers.Percent(known) : PeopleNumbers.NotKnown, "small", Anchor.End);
            y += LineHeight + (bar.EndsGroup ? GroupGap : 0);
        }

        if (chance is { } at)
        {
            svg.Line(x.At(at), Top - 4, x.At(at), bottom, "mark");
            svg.Text(x.At(at), Top - 8, "chance", "small", Anchor.Middle);
        }

        return new Plot(id, title, description, Width, bottom + Axis.BelowHeight, svg.Body);
    }
}
