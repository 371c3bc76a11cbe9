using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits.Probes;

namespace XaiFunctions.Documents.Audits.Privacy;

/// <summary>Whether explanations give away which rows are in the background.</summary>
/// <param name="Status">Whether it was measured.</param>
/// <param name="Inference">What the variance and the size of attributions tell.</param>
/// <param name="Loss">What the loss tells: not applicable, since background rows have no labels.</param>
/// <param name="Repeated">The share of sampled rows that are rows of the background to the bit: these stand in documents as they are in the background. They are no others in the check.</param>
public sealed record MembershipSection(ProbeStatus Status, MembershipInference Inference, Estimate Loss, Estimate Repeated)
{
    /// <summary>What the numbers are.</summary>
    public string Note { get; init; } = MembershipInference.Note;
}
