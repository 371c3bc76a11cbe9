using System.Globalization;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks.Estimators;

/// <summary>How often the 95 % intervals have the exact attribution in them, for fixed budgets and for rounds that stop when the intervals are narrow enough.</summary>
internal static class CoverageTable
{
    private const int Seeds = 12;

    /// <summary>
    /// Models answer in single precision, so that sampled and exact values (from the structure, in double precision) agree to no more than this, as a share of what the model answers, or of 1
    /// if that is less.
    /// </summary>
    private const double SinglePrecision = 1e-7;

    public static Task RunAsync(TextWriter output)
    {
        output.WriteLine("| game | 8n | 16n | 32n | 64n | until the intervals are as wide as at 16n by the median row | intervals a cell |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach (PlayedGame game in PlayedGame.All())
        {
            int players = game.Rows[0].Players, seeds = players > 60 ? 3 : Seeds;
            int[] perPlayer = players > 60 ? [8, 16] : [8, 16, 32, 64];
            var cells = perPlayer.Select(budget => Fixed(game, budget * players, seeds)).ToList();
            double target = cells[1].MedianWidth;
            string[] texts = [.. cells.Select(cell => Share(cell.Covered)), .. Enumerable.Repeat("", 4 - cells.Count)];
            output.WriteLine($"| {game.Name} | {string.Join(" | ", texts)} | {Share(Adaptive(game, target, seeds))} | {game.Rows.Count * seeds * players} |");
        }

        return Task.CompletedTask;
    }

    private static (double Covered, double MedianWidth) Fixed(PlayedGame game, int evaluations, int seeds)
    {
        int covered = 0, total = 0;
        var widths = new List<double>();
        foreach ((PlayedRow row, int block) in Runs(game, seeds))
        {
            (int inside, double widest) = Solve(row, evaluations, null, block);
            covered += inside;
            total += row.Players;
            widths.Add(widest);
        }

        return (covered / (double)total, Timing.Median(widths));
    }

    /// <summary>Rounds of sampling until the widest interval is narrow enough.</summary>
    private static double Adaptive(PlayedGame game, double target, int seeds)
    {
        int covered = 0, total = 0;
        foreach ((PlayedRow row, int block) in Runs(game, seeds))
        {
            covered += Solve(row, (row.Players > 60 ? 32 : 64) * row.Players, target, block).Inside;
            total += row.Players;
        }

        return covered / (double)total;
    }

    private static IEnumerable<(PlayedRow Row, int Block)> Runs(PlayedGame game, int seeds) =>
        from row in Enumerable.Range(0, game.Rows.Count) from seed in Enumerable.Range(0, seeds) select (game.Rows[row], (row * seeds) + seed);

    private static (int Inside, double Widest) Solve(PlayedRow row, int evaluations, double? maxError, int block)
    {
        Attributions result = row.Explain(evaluations, maxError, block);
        double rounding = SinglePrecision * Math.Max(1, row.Magnitude);
        int inside = Enumerable.Range(0, row.Players).Count(player => Math.Abs(result.Values[player] - row.Exact[player]) <= result.IntervalHalfWidths[player] + rounding);
        return (inside, result.IntervalHalfWidths.Max());
    }

    private static string Share(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
