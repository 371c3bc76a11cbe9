using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>What trying a model out found, in words.</summary>
internal static class ProbeFindings
{
    /// <summary>From which share of decisions turned by the least size of change on a model is called fragile: no standard, a choice.</summary>
    private const double FragileShare = 0.1;

    private const int MostCases = 5;

    public static IEnumerable<string> Of(AuditDocument document)
    {
        if (document.Probes is { } probes)
        {
            foreach (string finding in Robustness(probes.Robustness).Concat(Stability(probes.Stability)).Concat(Quality(probes.Quality)))
                yield return finding;
            yield return $"Trying the model out cost {PeopleNumbers.Count(probes.Cost.Spent)} model rows, expected were at most {PeopleNumbers.Count(probes.Cost.Estimated)}; the policy allows {PeopleNumbers.Count(probes.Cost.Budget)}.";
            if (probes.Cost.Refused > 0)
                yield return $"The model refused {PeopleNumbers.Count(probes.Cost.Refused)} of these trials; they are left out.";
        }

        if (document.Privacy?.Membership is { } membership)
        {
            foreach (string finding in Membership(membership))
                yield return finding;
        }
    }

    private static IEnumerable<string> Robustness(RobustnessSection robustness)
    {
        if (robustness.Report is not { } report)
        {
            yield return $"Robustness was not measured: {Why(robustness.Status)}.";
            yield break;
        }

        RobustnessLevel least = report.Levels[0];
        bool isFragile = least.Held.Interval is { } held && 1 - held.High > FragileShare;
        yield return $"{(isFragile ? "Decisions are fragile" : "Decisions hold")}: changes of at most {PeopleNumbers.Short(least.Epsilon)} quantiles a column turned {Turned(least.Held)} of decisions in an attack, and {Turned(least.HeldUnderNoise)} by chance. {RobustnessReport.Note}";
        yield return robustness.LeastChange == LeastChangeStatus.Found
            ? $"In the median row, the least change found that turns the decision is {PeopleNumbers.Short(report.MedianLeastChange.Value)} quantiles in each changed column."
            : "For half of the rows or more no change was found that turns the decision.";
        EdgeCaseResult[] broke = [.. robustness.EdgeCases.Where(edge => edge.NotFinite > 0)], turned = [.. robustness.EdgeCases.Where(edge => edge.Turned.Value > 0.5)];
        if (broke.Length > 0)
            yield return $"The model does not answer with a finite number to {List(broke)}.";
        if (turned.Length > 0)
            yield return $"One unusual value alone turns most decisions: {List(turned)}.";
    }

    private static IEnumerable<string> Stability(StabilitySection stability)
    {
        if (stability.Status != ProbeStatus.Measured)
            yield return $"The stability of explanations was not measured: {Why(stability.Status)}.";
        else if (stability.MaxSensitivity.Value is { } sensitivity)
            yield return $"Rows that change by at most {PeopleNumbers.Short(stability.Radius)} quantiles a column and are decided alike have explanations that differ, in the median row, by up to {PeopleNumbers.Percent(sensitivity)} of their size; the order of what matters correlates by {AuditWords.Value(stability.RankCorrelation)}.";
    }

    private static IEnumerable<string> Quality(QualitySection quality)
    {
        if (quality.Status != ProbeStatus.Measured)
        {
            yield return $"The quality of explanations was not measured: {Why(quality.Status)}.";
        }
        else if (quality.Deletion.BetterThanRandom is { Value: { } better, Interval: { } interval })
        {
            yield return interval.Low > 0.5
                ? $"Removing players in the order of their attributions moves the output faster than {PeopleNumbers.Percent(better)} of random orders do."
                : $"Removing players in the order of their attributions moves the output no faster than random orders do, as far as the sample tells ({PeopleNumbers.Percent(better)}): these explanations may not say what the model does.";
        }

        if (quality.Surrogate is { Fidelity.R2.Value: { } r2 } surrogate)
            yield return $"A tree of {PeopleNumbers.Count(surrogate.Leaves.Count)} leaves, made of the background, explains {PeopleNumbers.Percent(r2)} of the variance of predictions on {PeopleNumbers.Count(surrogate.Rows)} sampled rows.";
    }

    private static IEnumerable<string> Membership(MembershipSection membership)
    {
        if (membership.Repeated.Value > 0)
            yield return $"{PeopleNumbers.Percent(membership.Repeated.Value.Value)} of sampled rows are rows of the background: documents about them show it.";
        MembershipSignal[] told = [.. membership.Inference.Signals.Where(signal => signal.Auc.Interval is { } interval && !interval.Contains(0.5))];
        if (membership.Status != ProbeStatus.Measured || membership.Inference.Signals.All(signal => !signal.Auc.HasValue))
            yield return $"Whether explanations give away rows of the background was not measured: {Why(membership.Status == ProbeStatus.Measured ? ProbeStatus.TooFew : membership.Status)}.";
        else if (told.Length == 0)
            yield return "The size and the variance of attributions do not tell rows of the background from others, as far as the sample tells.";
        foreach (MembershipSignal signal in told)
            yield return $"The {signal.Signal} of attributions tells rows of the background from others (area under the curve {PeopleNumbers.Short(signal.Auc.Value)}, {AuditWords.Interval(signal.Auc)}). {MembershipInference.Note}";
    }

    public static string Why(ProbeStatus status) => status switch
    {
        ProbeStatus.TooFew => "there are too few rows",
        ProbeStatus.TooExpensive => "the budget of the policy does not suffice for enough rows",
        ProbeStatus.NoDecision => "predictions are no probabilities and the policy has no threshold, so that there is no decision to be turned",
        ProbeStatus.NothingMoves => "there is no column that may be changed",
        _ => "it was measured",
    };

    public static string Of(EdgeCase edge) => edge switch
    {
        EdgeCase.Least => "the least value",
        EdgeCase.Greatest => "the greatest value",
        EdgeCase.FarBelow => "six deviations below the least",
        EdgeCase.FarAbove => "six deviations above the greatest",
        EdgeCase.Missing => "no value",
        _ => "an unseen category",
    };

    private static string Turned(Estimate held) => held.Value is { } share ? PeopleNumbers.Percent(1 - share) : AuditWords.Value(held);

    private static string List(EdgeCaseResult[] cases) =>
        string.Join(", ", cases.Take(MostCases).Select(edge => $"{edge.Column} ({Of(edge.Case)})")) + (cases.Length > MostCases ? $" and {PeopleNumbers.Count(cases.Length - MostCases)} more" : "");
}
