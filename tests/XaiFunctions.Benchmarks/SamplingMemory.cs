using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks;

/// <summary>What a block of 16 rows needs of memory with 100 players, 1,000 background rows and 20,000 coalitions, by a model that costs nearly nothing.</summary>
internal static class SamplingMemory
{
    private const int Players = 100, BackgroundRows = 1000, Coalitions = 20_000;

    public static Task RunAsync(TextWriter output)
    {
        var random = new Random(1);
        double[] Cells(int rows) => [.. Enumerable.Range(0, rows * Players).Select(_ => random.NextDouble())];
        var game = new ExplanationGame(
            new PairSums(), new(Cells(BackgroundRows), Players), Core.Games.Players.OnePerColumn([.. Enumerable.Range(0, Players).Select(i => $"p{i}")]), Link.Identity);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Attributions result = KernelShap.ExplainBlock(game, Cells(CoalitionPlan.RowsPerBlock), 0, new() { MaxEvaluations = Coalitions }, CancellationToken.None);
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        string status = "/proc/self/status";
        string peak = File.Exists(status) ? File.ReadLines(status).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))["VmHWM:".Length..].Trim() : "not known";
        output.WriteLine("| players | background rows | coalitions | rows | s | peak resident of the process |");
        output.WriteLine("|---|---|---|---|---|---|");
        output.WriteLine(FormattableString.Invariant($"| {Players} | {BackgroundRows} | {result.Evaluations[0]} | {result.RowCount} | {seconds:F0} | {peak} |"));
        return Task.CompletedTask;
    }

    /// <summary>The sum of products of neighbours.</summary>
    private sealed class PairSums : IModel
    {
        public int ColumnCount => Players;

        public int OutputCount => 1;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            for (int i = 0; i < outputs.Length; i++)
            {
                ReadOnlySpan<double> row = rows.Slice(i * Players, Players);
                outputs[i] = System.Numerics.Tensors.TensorPrimitives.Dot(row[1..], row[..^1]);
            }
        }
    }
}
