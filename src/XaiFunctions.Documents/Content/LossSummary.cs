using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Content;

/// <summary>
/// Importance by loss (SAGE; Covert, Lundberg and Lee 2020): how much of what the model knows about the labels it owes to each player. The values sum to <paramref name="BaseLoss"/> less
/// <paramref name="ModelLoss"/>.
/// </summary>
/// <param name="LabelColumn">The column that has the labels.</param>
/// <param name="Loss">One of <see cref="LossNames"/>.</param>
/// <param name="BaseLoss">The mean loss of the answer with every player unknown: the mean answer over the background.</param>
/// <param name="ModelLoss">The mean loss of the model's own answers.</param>
/// <param name="Rows">The labelled rows that it was measured on: all, or a random sample.</param>
/// <param name="EvaluationsPerRow">The coalitions valued for each of them.</param>
/// <param name="Method">How coalitions were chosen.</param>
/// <param name="Players">The players, those that reduce the loss most first.</param>
public sealed record LossSummary(
    string LabelColumn, string Loss, double? BaseLoss, double? ModelLoss, long Rows, int EvaluationsPerRow, string Method, IReadOnlyList<PlayerLoss> Players)
{
    /// <summary>Tells an importance.</summary>
    /// <param name="importance">The importance.</param>
    /// <param name="labelColumn">The column that has the labels.</param>
    /// <param name="players">The players' names.</param>
    public static LossSummary Of(LossImportance importance, string labelColumn, IReadOnlyList<string> players)
    {
        ArgumentNullException.ThrowIfNull(importance);
        ArgumentNullException.ThrowIfNull(players);
        int[] order = [.. Enumerable.Range(0, players.Count).OrderByDescending(player => importance.Values[player])];
        double[] widths = [.. order.Select(player => HalfWidth(importance, player))];
        double Value(int rank) => importance.Values[order[rank]];
        double? Known(double number) => double.IsFinite(number) ? number : null;
        return new(
            labelColumn,
            LossNames.Of(importance.Loss),
            importance.BaseLoss,
            importance.ModelLoss,
            importance.RowCount,
            importance.Evaluations,
            importance.Method,
            [.. order.Select((player, rank) => new PlayerLoss(
                players[player],
                rank + 1,
                Value(rank),
                Known(Value(rank) - widths[rank]),
                Known(Value(rank) + widths[rank]),
                rank + 1 < order.Length && !(Value(rank) - widths[rank] > Value(rank + 1) + widths[rank + 1])))]);
    }

    /// <summary>Which rows happened to be there and the sampling of coalitions are apart from each other, so their squares add.</summary>
    private static double HalfWidth(LossImportance importance, int player)
    {
        double rows = importance.RowStandardErrors[player], sampling = importance.StandardErrors[player];
        return importance.RowCount < 2 ? double.PositiveInfinity : StudentT.Quantile975(importance.RowCount - 1) * Math.Sqrt((rows * rows) + (sampling * sampling));
    }
}

/// <summary>How much a player reduces the loss.</summary>
/// <param name="Player">The player's name.</param>
/// <param name="Rank">1 for the one that reduces it most.</param>
/// <param name="Value">The mean reduction of the loss, in its units; negative if knowing the player makes answers worse.</param>
/// <param name="Low">The lower end of a 95 % interval for it, that covers which rows happened to be there and the sampling of coalitions; null if it cannot be told.</param>
/// <param name="High">The upper end; null if it cannot be told.</param>
/// <param name="TiedWithNext">Whether its interval overlaps that of the next player, so that their order may be chance.</param>
public sealed record PlayerLoss(string Player, int Rank, double? Value, double? Low, double? High, bool TiedWithNext);

/// <summary>The names of losses in documents.</summary>
public static class LossNames
{
    /// <summary>-ln of the probability given to the label's class, in nats.</summary>
    public const string LogLoss = "log-loss";

    /// <summary>(answer - label)^2.</summary>
    public const string SquaredError = "squared-error";

    /// <summary>1 if the likeliest class is not the label's, else 0.</summary>
    public const string ZeroOne = "zero-one";

    /// <summary>The name of a loss.</summary>
    public static string Of(Loss loss) => loss switch
    {
        Core.Importance.Loss.LogLoss => LogLoss,
        Core.Importance.Loss.SquaredError => SquaredError,
        _ => ZeroOne,
    };
}
