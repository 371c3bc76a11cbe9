using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Tests.Shapley;

public sealed class CoverageTests
{
    private const int Players = 12;
    private const int Runs = 400;

    [Theory]
    [InlineData(4 * Players, 0.97)]
    [InlineData(8 * Players, 0.97)]
    [InlineData(32 * Players, 0.97)]
    [InlineData(128 * Players, 1)]
    public void IntervalHalfWidths_ManySamples_CoverTheExactValue(int budget, double most)
    {
        // Four rows, a table of all values each, so that many samples cost little.
        int covered = 0, total = 0;
        for (ulong seed = 0; seed < 4; seed++)
        {
            double[] table = Table(seed);
            double[] exact = ReferenceShapley.FromGame(Players, table);
            var game = new ExplanationGame(
                new FunctionModel(Players, row => table[Mask(row.Span)]), new(new double[Players], Players), TestGames.Single(Players), Link.Identity);
            double[] ones = [.. Enumerable.Repeat(1.0, Players)];
            for (int run = 0; run < Runs / 4; run++)
            {
                Attributions result = KernelShap.ExplainBlock(game, ones, run, new() { MaxEvaluations = budget }, default);
                for (int player = 0; player < Players; player++)
                {
                    covered += Math.Abs(result.Values[player] - exact[player]) <= result.IntervalHalfWidths[player] ? 1 : 0;
                    total++;
                }
            }
        }

        // The target is 93 to 97 %, and more where the sample is over a quarter of all coalitions. The intervals of one run hang together, so a run counts once in the tolerance of three standard deviations.
        double tolerance = 3 * Math.Sqrt(0.05 * 0.95 / Runs);
        Assert.InRange(covered / (double)total, 0.93 - tolerance, most + tolerance);
    }

    private static double[] Table(ulong seed)
    {
        FunctionModel model = TestGames.Sigmoid(Players, 1, seed + 90);
        double[] row = TestGames.Numbers(seed + 5).Fill(Players), fill = TestGames.Numbers(seed + 6).Fill(Players);
        var rows = new double[(1 << Players) * Players];
        for (int mask = 0; mask < 1 << Players; mask++)
        {
            for (int player = 0; player < Players; player++)
                rows[(mask * Players) + player] = (mask >> player & 1) != 0 ? row[player] : fill[player];
        }

        var values = new double[1 << Players];
        model.Predict(rows, values);
        return values;
    }

    private static int Mask(ReadOnlySpan<double> row)
    {
        int mask = 0;
        for (int player = 0; player < row.Length; player++)
            mask |= row[player] != 0 ? 1 << player : 0;
        return mask;
    }
}
