using XaiFunctions.Core.Robustness;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>Writes what trying a model out says, as parts of the page and of the Markdown summary.</summary>
internal static class ProbeReport
{
    private const int MostEdges = 30;

    public static void Write(Markup html, AuditDocument document)
    {
        if (document.Probes is { } probes)
        {
            AuditReport.Section(html, "robustness", "Whether decisions hold", () => WriteRobustness(html, probes.Robustness));
            AuditReport.Section(html, "stability", "Whether explanations hold", () => WriteStability(html, probes.Stability));
            AuditReport.Section(html, "quality", "Whether explanations say what the model does", () => WriteQuality(html, probes));
        }

        if (document.Privacy?.Membership is { } membership)
            AuditReport.Section(html, "membership", "Whether explanations give away the background", () => WriteMembership(html, membership));
    }

    public static void Write(TextWriter writer, AuditDocument document)
    {
        if (document.Probes is not { } probes)
            return;
        writer.WriteLine();
        writer.WriteLine("## Robustness");
        writer.WriteLine();
        writer.WriteLine(RobustnessReport.Note);
        if (probes.Robustness.Report is not { } report)
            return;
        writer.WriteLine();
        writer.WriteLine("| change, quantiles | held against attacks | 95 % interval | right and held | held against chance |");
        writer.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (RobustnessLevel level in report.Levels)
            writer.WriteLine($"| {PeopleNumbers.Short(level.Epsilon)} | {AuditWords.Value(level.Held)} | {AuditWords.Interval(level.Held)} | {AuditWords.Value(level.RobustAccuracy)} | {AuditWords.Value(level.HeldUnderNoise)} |");
    }

    private static void WriteRobustness(Markup html, RobustnessSection robustness)
    {
        html.Element("p", $"{RobustnessReport.Note} Changes are in {robustness.Unit}{(robustness.Immutable.Count == 0 ? "" : $"; held: {string.Join(", ", robustness.Immutable)}")}.").Raw("\n");
        if (robustness.Report is not { } report)
        {
            html.Element("p", $"Not measured: {ProbeFindings.Why(robustness.Status)}.").Raw("\n");
            return;
        }

        Figure(html, ProbePlots.Robustness(report));
        AuditReport.Table(
            html,
            "robustness",
            ["Change", "Held against attacks", "95 % interval", "Right and held", "Turned of those right", "Held against chance"],
            1,
            report.Levels.Select(level => (string[])
            [
                PeopleNumbers.Short(level.Epsilon), AuditWords.Value(level.Held), AuditWords.Interval(level.Held), AuditWords.Value(level.RobustAccuracy), AuditWords.Value(level.AttackSuccess),
                AuditWords.Value(level.HeldUnderNoise),
            ]));
        html.Element("p", robustness.LeastChange == LeastChangeStatus.Found
            ? $"Median of the least changes found: {PeopleNumbers.Short(report.MedianLeastChange.Value)} quantiles ({PeopleNumbers.Count(report.Queries)} model rows asked for, seed {report.Seed})."
            : $"For half of the rows or more no change was found that turns the decision ({PeopleNumbers.Count(report.Queries)} model rows asked for, seed {report.Seed}).").Raw("\n");
        WriteEdges(html, robustness.EdgeCases);
    }

    private static void WriteEdges(Markup html, IReadOnlyList<EdgeCaseResult> all)
    {
        EdgeCaseResult[] telling = [.. all.Where(edge => edge.IsRefused || edge.NotFinite > 0 || edge.Turned.Value > 0).OrderByDescending(edge => edge.NotFinite).ThenByDescending(edge => edge.Turned.Value ?? 2)];
        html.Raw("<h3 id=\"edges-h\">Unusual values</h3>\n").Element(
            "p", $"{PeopleNumbers.Count(all.Count)} were tried, each in one column of all rows; {(telling.Length == 0 ? "none of them turns a decision or breaks the model" : $"{PeopleNumbers.Count(telling.Length)} of them turn decisions, break the model or are refused by it")}.").Raw("\n");
        if (telling.Length == 0)
            return;
        AuditReport.Table(
            html,
            "edges",
            ["Column and value", "Decisions turned", "Largest change", "Not finite"],
            1,
            telling.Take(MostEdges).Select(edge => (string[])
            [
                $"{edge.Column}: {ProbeFindings.Of(edge.Case)}", edge.IsRefused ? "refused" : AuditWords.Value(edge.Turned), edge.LargestChange is { } change ? PeopleNumbers.Short(change) : "", PeopleNumbers.Count(edge.NotFinite),
            ]));
    }

    private static void WriteStability(Markup html, StabilitySection stability)
    {
        html.Element("p", $"Each row is compared with {PeopleNumbers.Count(stability.Copies)} copies that change by at most {PeopleNumbers.Short(stability.Radius)} quantiles a column and are decided alike.").Raw("\n");
        if (stability.Status != ProbeStatus.Measured)
        {
            html.Element("p", $"Not measured: {ProbeFindings.Why(stability.Status)}.").Raw("\n");
            return;
        }

        AuditReport.Table(
            html,
            "stability",
            ["Metric", "Value", "95 % interval", "Rows"],
            1,
            new[] { ("largest change of attributions over their size, median row", stability.MaxSensitivity), ("largest change of attributions over that of the row, median row", stability.LocalLipschitz), ("rank correlation of what matters, mean", stability.RankCorrelation) }
                .Select(metric => (string[])[metric.Item1, AuditWords.Value(metric.Item2), AuditWords.Interval(metric.Item2), PeopleNumbers.Count(metric.Item2.Count)]));
    }

    private static void WriteQuality(Markup html, ProbeSection probes)
    {
        QualitySection quality = probes.Quality;
        if (quality.Status == ProbeStatus.Measured)
        {
            html.Element("p", $"Players are removed, which is to average over {PeopleNumbers.Count(quality.BaselineRows)} background rows, and the model is asked again. Each metric stands beside that of random orders or assignments.").Raw("\n");
            Figure(html, ProbePlots.Quality(quality));
            AuditReport.Table(
                html,
                "quality",
                ["Metric", "Value", "95 % interval", "Random", "Better than random"],
                1,
                ProbeMetrics.All(quality).Select(metric => (string[])
                [
                    metric.Words, AuditWords.Value(metric.Metric.Value), AuditWords.Interval(metric.Metric.Value), AuditWords.Value(metric.Metric.Random), AuditWords.Value(metric.Metric.BetterThanRandom),
                ]));
        }
        else
        {
            html.Element("p", $"Not measured: {ProbeFindings.Why(quality.Status)}.").Raw("\n");
        }

        if (quality.Surrogate is { } surrogate)
            WriteSurrogate(html, surrogate);
        html.Element("p", $"All trials cost {PeopleNumbers.Count(probes.Cost.Spent)} model rows; expected were at most {PeopleNumbers.Count(probes.Cost.Estimated)}, allowed are {PeopleNumbers.Count(probes.Cost.Budget)}.").Raw("\n");
    }

    private static void WriteSurrogate(Markup html, SurrogateSection surrogate)
    {
        string agreement = surrogate.Fidelity.Agreement.HasValue
            ? $" and decides {AuditWords.Value(surrogate.Fidelity.Agreement)} of rows alike (dealt out at random: {PeopleNumbers.Short(surrogate.Fidelity.RandomAgreement)})" : "";
        html.Raw("<h3 id=\"surrogate-h\">A tree in the model's place</h3>\n")
            .Element("p", $"Made of the background, on sampled rows it has an R² of {AuditWords.Value(surrogate.Fidelity.R2)}{agreement}. It shows the model in the large, and no more.").Raw("\n");
        AuditReport.Table(
            html,
            "surrogate",
            ["Rule", "Prediction", "Share of rows", "Mean error"],
            1,
            surrogate.Leaves.Select(leaf => (string[])[leaf.Rule, PeopleNumbers.Short(leaf.Prediction), AuditWords.Value(leaf.Share), AuditWords.Value(leaf.MeanError)]));
    }

    private static void WriteMembership(Markup html, MembershipSection membership)
    {
        html.Element("p", membership.Note).Raw("\n");
        AuditReport.Table(
            html,
            "membership",
            ["Signal", "Area under the curve", "95 % interval", "Found at 1 % false alarms", "95 % interval of that"],
            1,
            membership.Inference.Signals.Select(signal => (string[])
            [
                $"{signal.Signal} of attributions", AuditWords.Value(signal.Auc), AuditWords.Interval(signal.Auc), AuditWords.Value(signal.TruePositiveRate), AuditWords.Interval(signal.TruePositiveRate),
            ]));
        html.Element("p", $"Sampled rows that are rows of the background: {AuditWords.Value(membership.Repeated)}. The loss is not looked at: background rows have no labels.").Raw("\n");
    }

    private static void Figure(Markup html, Plot plot) =>
        html.Raw("<div class=\"grid\">\n<figure>").Element("h3", plot.Title).Element("figcaption", plot.Description).Raw(plot.ToInline()).Raw("</figure>\n</div>\n");
}
