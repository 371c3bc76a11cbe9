using System.Globalization;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits.Privacy;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>The metrics of trying a model out, by the names that rules refer to.</summary>
internal static class ProbeMetrics
{
    public static IEnumerable<(string Name, Estimate Value)> Of(ProbeSection? probes, MembershipSection? membership) => Of(probes).Concat(Of(membership));

    private static IEnumerable<(string Name, Estimate Value)> Of(ProbeSection? probes)
    {
        if (probes is null)
            yield break;
        if (probes.Robustness.Report is { } report)
        {
            yield return ("robustness.accuracy", report.CleanAccuracy);
            yield return ("robustness.medianLeastChange", report.MedianLeastChange);
            foreach (RobustnessLevel level in report.Levels)
            {
                string at = level.Epsilon.ToString(CultureInfo.InvariantCulture);
                yield return ($"robustness.accuracyAt.{at}", level.RobustAccuracy);
                yield return ($"robustness.heldAt.{at}", level.Held);
                yield return ($"robustness.attackSuccessAt.{at}", level.AttackSuccess);
                yield return ($"robustness.heldUnderNoiseAt.{at}", level.HeldUnderNoise);
            }
        }

        if (probes.Stability.Status == ProbeStatus.Measured)
        {
            yield return ("stability.localLipschitz", probes.Stability.LocalLipschitz);
            yield return ("stability.maxSensitivity", probes.Stability.MaxSensitivity);
            yield return ("stability.rankCorrelation", probes.Stability.RankCorrelation);
        }

        foreach ((string Name, Estimate Value) metric in Of(probes.Quality))
            yield return metric;
    }

    private static IEnumerable<(string Name, Estimate Value)> Of(QualitySection quality)
    {
        foreach ((string name, _, QualityMetric metric) in All(quality))
        {
            yield return ($"quality.{name}", metric.Value);
            yield return ($"quality.{name}Gain", metric.Gain);
            yield return ($"quality.{name}BetterThanRandom", metric.BetterThanRandom);
        }

        if (quality.Surrogate is { } surrogate)
        {
            yield return ("quality.surrogateR2", surrogate.Fidelity.R2);
            yield return ("quality.surrogateAgreement", surrogate.Fidelity.Agreement);
        }
    }

    /// <summary>The metrics of quality with their names and what they are called.</summary>
    public static (string Name, string Words, QualityMetric Metric)[] All(QualitySection quality) => quality.Status != ProbeStatus.Measured ? [] :
    [
        ("deletion", "deletion area (lower is better)", quality.Deletion),
        ("insertion", "insertion area (higher is better)", quality.Insertion),
        ("faithfulnessCorrelation", "faithfulness, random subsets", quality.FaithfulnessCorrelation),
        ("faithfulnessEstimate", "faithfulness, single players", quality.FaithfulnessEstimate),
        ("infidelity", "infidelity (lower is better)", quality.Infidelity),
    ];

    private static IEnumerable<(string Name, Estimate Value)> Of(MembershipSection? membership)
    {
        if (membership is null)
            yield break;
        yield return ("privacy.backgroundRows", membership.Repeated);
        foreach (MembershipSignal signal in membership.Inference.Signals)
        {
            yield return ($"privacy.membershipAuc.{signal.Signal}", signal.Auc);
            yield return ($"privacy.membershipFound.{signal.Signal}", signal.TruePositiveRate);
        }
    }
}
