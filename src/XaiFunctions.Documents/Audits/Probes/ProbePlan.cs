using XaiFunctions.Core.ExplanationQuality;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Documents.Audits.Probes;

/// <summary>What a model is tried out on, and what that is expected to cost at most: known before it is done.</summary>
/// <param name="Policy">How it is tried.</param>
/// <param name="Threshold">The model's own output from which on a row is decided yes; null if there is no decision.</param>
/// <param name="Decision">The same as predictions are explained.</param>
/// <param name="Immutable">The columns that no attack changes.</param>
/// <param name="RobustnessRows">The rows that are attacked.</param>
/// <param name="QualityRows">The rows whose explanations are put to the test.</param>
/// <param name="StabilityRows">The rows that are explained again after small changes.</param>
/// <param name="MemberRows">The background rows, and as many others, that are explained for the membership-inference check.</param>
/// <param name="ExplanationCost">The model rows that one explanation costs.</param>
/// <param name="Estimated">The most model rows that all of it costs.</param>
public sealed record ProbePlan(
    ProbePolicy Policy,
    double? Threshold,
    double? Decision,
    IReadOnlyList<string> Immutable,
    int RobustnessRows,
    int QualityRows,
    int StabilityRows,
    int MemberRows,
    long ExplanationCost,
    long Estimated)
{
    private const int RowsPerGroup = 8;

    /// <summary>The rows that any part of it needs: the first of the sample.</summary>
    public int Rows => Math.Max(Math.Max(RobustnessRows, QualityRows), Math.Max(StabilityRows, MemberRows));

    /// <summary>The pieces of work.</summary>
    public int Groups => (Rows + RowsPerGroup - 1) / RowsPerGroup;

    /// <summary>The rows of a piece of work.</summary>
    public IEnumerable<int> RowsOf(int group) => Enumerable.Range(group * RowsPerGroup, Math.Max(0, Math.Min(RowsPerGroup, Rows - (group * RowsPerGroup))));

    /// <summary>
    /// Shares the budget out: every part takes what it needs for all rows, and what is left when it does not suffice is shared evenly among those that need more, the
    /// cheapest first.
    /// </summary>
    /// <param name="policy">How it is tried.</param>
    /// <param name="shape">What is audited.</param>
    /// <param name="game">The model.</param>
    /// <param name="sampled">The rows that there are.</param>
    /// <param name="backgroundRows">The rows of the background file.</param>
    public static ProbePlan Of(ProbePolicy policy, AuditShape shape, ExplanationGame game, int sampled, int backgroundRows)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(game);
        double? threshold = Prober.Threshold(policy, shape, game);
        long explanationCost = KernelShap.CostInModelRows(game, Prober.Sampling(game, policy.Seed));
        int rows = Math.Min(sampled, policy.Rows);
        Need[] needs =
        [
            new(threshold is null ? 0 : rows, RowRobustness.MostQueries(policy.Robustness) + EdgeCases.MostQueries(shape.Frame.Features.Count)),
            new(rows, Faithfulness.MostModelRows(shape.Frame.Players.Count, Math.Min(game.Background.RowCount, ProbePolicy.BaselineRows), policy.Faithfulness)),
            new(rows, (ProbePolicy.ChangedCopies + 1) * (explanationCost + 1)),
            new(Math.Min(rows, backgroundRows), 2 * (explanationCost + 1)),
        ];
        int[] granted = new int[needs.Length];
        long left = policy.Budget;
        int open = needs.Length;
        foreach (int need in Enumerable.Range(0, needs.Length).OrderBy(index => needs[index].All))
        {
            granted[need] = (int)Math.Min(needs[need].Rows, left / open / needs[need].PerRow);
            left -= granted[need] * needs[need].PerRow;
            open--;
        }

        return new(
            policy, threshold, threshold is { } output ? game.Link.Apply(output) : null, policy.Immutable ?? shape.Frame.Sensitive, granted[0], granted[1], granted[2], granted[3], explanationCost, policy.Budget - left);
    }

    private readonly record struct Need(int Rows, long PerRow)
    {
        public double All => (double)Rows * PerRow;
    }
}
