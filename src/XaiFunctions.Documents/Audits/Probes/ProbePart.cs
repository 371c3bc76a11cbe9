using XaiFunctions.Core.ExplanationQuality;
using XaiFunctions.Core.Robustness;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>What trying one row of the sample came to; null is what was not tried, or could not be measured.</summary>
/// <param name="Row">Its place in the sample.</param>
/// <param name="Robustness">What attacks came to.</param>
/// <param name="Quality">What the test of its explanation came to.</param>
/// <param name="Stability">How its explanation changes with it.</param>
/// <param name="Attributions">Its attributions, explained anew.</param>
/// <param name="Member">The attributions of the background row that stands beside it.</param>
public sealed record ProbedRow(
    int Row, RowRobustness? Robustness, Faithfulness? Quality, ExplanationStability? Stability, IReadOnlyList<double>? Attributions, IReadOnlyList<double>? Member);

/// <summary>What one piece of work came to. Rows do not depend on each other, so that it does not matter how they are cut into pieces.</summary>
/// <param name="Rows">The rows, in their order.</param>
/// <param name="EdgeCases">What was counted of unusual values.</param>
/// <param name="Refused">The trials that the model refused.</param>
/// <param name="Queries">The rows that the model was asked for by attacks and unusual values.</param>
/// <param name="Spent">The rows that the model was asked for, those that explanations are reckoned at included.</param>
public sealed record ProbePart(IReadOnlyList<ProbedRow> Rows, IReadOnlyList<EdgeCaseCounts> EdgeCases, int Refused, long Queries, long Spent)
{
    /// <summary>No rows.</summary>
    public static ProbePart Empty { get; } = new([], [], 0, 0, 0);

    /// <summary>Both together.</summary>
    public ProbePart With(ProbePart other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            [.. Rows.Concat(other.Rows).OrderBy(row => row.Row)],
            EdgeCases.Count == 0 ? other.EdgeCases : other.EdgeCases.Count == 0 ? EdgeCases : [.. EdgeCases.Zip(other.EdgeCases, (left, right) => left.With(right))],
            Refused + other.Refused,
            Queries + other.Queries,
            Spent + other.Spent);
    }
}
