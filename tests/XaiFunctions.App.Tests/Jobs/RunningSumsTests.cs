using System.Text.Json;
using XaiFunctions.App.Jobs;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.App.Tests.Jobs;

public sealed class RunningSumsTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 12).Select(player => $"player {player}")];

    [Fact]
    public void ToEstimate_OfBlocksTogether_IsTheMeanOverTheirRows()
    {
        Attributions[] blocks = [Explain(16, 40), Explain(5, 200)];

        RunningEstimate estimate = RunningSums.Of(blocks[0], Names).With(RunningSums.Of(blocks[1], Names)).ToEstimate()!;

        Attributions all = Attributions.Concat(blocks);
        double[][] sizes = [.. Enumerable.Range(0, Names.Length).Select(player => Enumerable.Range(0, 21).Select(row => Math.Abs(all.ValuesOf(row, 0)[player])).ToArray())];
        int[] strongest = [.. Enumerable.Range(0, Names.Length).OrderByDescending(player => sizes[player].Sum()).Take(5)];
        Assert.Equal((21, all.IntervalHalfWidths.Max()), (estimate.Rows, estimate.LargestHalfWidth));
        Assert.Equal(strongest.Select(player => Names[player]), estimate.Importance.Select(player => player.Player));
        double mean = sizes[strongest[0]].Average(), half = StudentT.Quantile975(20) * Math.Sqrt(sizes[strongest[0]].Sum(size => (size - mean) * (size - mean)) / 20 / 21);
        Assert.Equal(mean, estimate.Importance[0].MeanAbsolute, 1e-12);
        Assert.Equal(mean + half, estimate.Importance[0].High!.Value, 1e-12);
        Assert.Equal(Math.Max(0, mean - half), estimate.Importance[0].Low!.Value, 1e-12);
    }

    [Fact]
    public void ForMessage_ManyPlayersWithLongNames_IsSmallAndKeepsTheStrongest()
    {
        string[] names = [.. Names.Select(name => new string('n', 200) + name)];
        RunningSums message = RunningSums.Of(Explain(16, 40), [.. names.Select((name, index) => $"{index}{name}")]).ForMessage();

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(message).Length, 1, 1024);
        Assert.Equal(message.Players.OrderByDescending(player => player.Sum).Take(5).Select(player => player.Name), message.ToEstimate()!.Importance.Select(player => player.Player));
    }

    [Fact]
    public void ToEstimate_SampleTooSmallForIntervals_SaysThatTheyAreNotKnown()
    {
        RunningEstimate estimate = RunningSums.Of(Explain(1, 2), Names).ToEstimate()!;

        Assert.Null(estimate.LargestHalfWidth);
        Assert.Equal((null, null), (estimate.Importance[0].Low, estimate.Importance[0].High));
        Assert.Null(RunningSums.None.ToEstimate());
    }

    private static Attributions Explain(int rows, int evaluations)
    {
        double[] cells = [.. Enumerable.Range(0, rows * Names.Length).Select(cell => Math.Sin(1 + cell))];
        ExplanationGame game = new(new Waves(), new Background([.. Enumerable.Range(0, 2 * Names.Length).Select(cell => Math.Cos(cell))], Names.Length), Players.OnePerColumn(Names), Link.Identity);
        return KernelShap.Explain(game, cells, new SamplingOptions { Method = ShapleyMethod.Kernel, MaxEvaluations = evaluations }, CancellationToken.None);
    }

    private sealed class Waves : IModel
    {
        public int ColumnCount => Names.Length;

        public int OutputCount => 1;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            for (int row = 0; row < outputs.Length; row++)
            {
                double sum = 0;
                for (int column = 0; column < ColumnCount; column++)
                    sum += (column + 1) * Math.Sin(rows[(row * ColumnCount) + column] * (1 + sum));
                outputs[row] = sum;
            }
        }
    }
}
