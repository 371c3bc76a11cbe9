using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.App.Jobs;

/// <summary>What is summed over rows that are done, to tell of a job that goes on what it has found so far. Small enough for a message.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="LargestHalfWidth">The largest half-width of a 95 % interval of any of their attributions, in the explained space; null if one is not known.</param>
/// <param name="Players">The sums of players: all of a block, the strongest of a message.</param>
public sealed record RunningSums(long Rows, double? LargestHalfWidth, IReadOnlyList<PlayerSum> Players)
{
    /// <summary>The players of a message. One that is not among them counts as nothing in what was summed there.</summary>
    private const int PlayersTold = 6;

    /// <summary>The characters of a player's name in a message.</summary>
    private const int MostCharacters = 40;

    /// <summary>The players of an estimate.</summary>
    private const int PlayersShown = 5;

    /// <summary>No rows.</summary>
    public static RunningSums None { get; } = new(0, 0, []);

    /// <summary>Sums over the rows of a block that have attributions.</summary>
    /// <param name="block">The attributions.</param>
    /// <param name="players">The players' names.</param>
    public static RunningSums Of(Attributions block, IReadOnlyList<string> players)
    {
        var sums = new double[players.Count];
        var squares = new double[players.Count];
        double widest = 0;
        int[] rows = [.. Enumerable.Range(0, block.RowCount).Except(block.Failures.Select(failure => failure.Row))];
        foreach (int row in rows)
        {
            for (int player = 0; player < players.Count; player++)
            {
                double size = 0;
                for (int output = 0; output < block.OutputCount; output++)
                {
                    size += Math.Abs(block.ValuesOf(row, output)[player]) / block.OutputCount;
                    widest = Math.Max(widest, block.IntervalHalfWidths[(((row * block.OutputCount) + output) * players.Count) + player]);
                }

                sums[player] += size;
                squares[player] += size * size;
            }
        }

        return new(rows.Length, Finite(widest), [.. players.Select((name, player) => new PlayerSum(Shortened(name), sums[player], squares[player]))]);
    }

    /// <summary>The sums over these rows and others.</summary>
    public RunningSums With(RunningSums others) => new(
        Rows + others.Rows,
        LargestHalfWidth is { } mine && others.LargestHalfWidth is { } theirs ? Math.Max(mine, theirs) : null,
        [.. Players.Concat(others.Players).GroupBy(player => player.Name, StringComparer.Ordinal).Select(player => new PlayerSum(player.Key, player.Sum(sum => sum.Sum), player.Sum(sum => sum.Squares)))]);

    /// <summary>The same with the strongest players only, for a message.</summary>
    public RunningSums ForMessage() => this with { Players = [.. Strongest.Take(PlayersTold)] };

    /// <summary>What the sums come to; null if there are no rows.</summary>
    public RunningEstimate? ToEstimate() => Rows == 0 ? null : new()
    {
        Rows = Rows,
        LargestHalfWidth = LargestHalfWidth,
        Importance = [.. Strongest.Take(PlayersShown).Select(Importance)],
    };

    private IEnumerable<PlayerSum> Strongest => Players.OrderByDescending(player => player.Sum).ThenBy(player => player.Name, StringComparer.Ordinal);

    private RunningImportance Importance(PlayerSum player)
    {
        double mean = player.Sum / Rows;
        if (Rows < 2)
            return new(player.Name, mean, null, null);
        double variance = Math.Max(0, (player.Squares - (Rows * mean * mean)) / (Rows - 1));
        double half = StudentT.Quantile975(Rows - 1) * Math.Sqrt(variance / Rows);
        return new(player.Name, mean, Finite(Math.Max(0, mean - half)), Finite(mean + half));
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Shortened(string name) => name.Length <= MostCharacters ? name : string.Concat(name.AsSpan(0, MostCharacters - 1), "…");
}

/// <summary>What is summed of a player.</summary>
/// <param name="Name">The player, its name cut if it is long.</param>
/// <param name="Sum">The sum over rows of the size of its attribution, |phi|, averaged over the explained outputs.</param>
/// <param name="Squares">The sum of the squares of that.</param>
public sealed record PlayerSum(string Name, double Sum, double Squares);

/// <summary>What a job that goes on has found so far, from the rows that are done.</summary>
public sealed record RunningEstimate
{
    /// <summary>The rows that it is from.</summary>
    public required long Rows { get; init; }

    /// <summary>The largest half-width of a 95 % interval of any attribution so far, in the explained space; 0 if all are exact, missing if one is not known.</summary>
    public double? LargestHalfWidth { get; init; }

    /// <summary>The players that move predictions most so far, the strongest first.</summary>
    public required IReadOnlyList<RunningImportance> Importance { get; init; }
}

/// <summary>How much a player moves predictions, so far.</summary>
/// <param name="Player">The player; a long name is cut.</param>
/// <param name="MeanAbsolute">The mean over rows of |attribution|, averaged over the explained outputs.</param>
/// <param name="Low">The lower end of a 95 % interval for it, as if the rows so far were drawn by chance; missing if it cannot be told.</param>
/// <param name="High">The upper end.</param>
public sealed record RunningImportance(string Player, double MeanAbsolute, double? Low, double? High);
