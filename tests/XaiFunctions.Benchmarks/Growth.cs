using System.Diagnostics;
using System.Globalization;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// How the cost of sampled attributions grows with each of its dimensions, the others fixed: processor time of a model that is a black box and takes some 0.2 µs a row, so that
/// what the explainer itself does is seen. Prints a table, and writes it and a drawing into the page about it.
/// </summary>
internal static class Growth
{
    private const int Repeats = 5;

    private static readonly Setting Base = new(Rows: 16, Players: 24, Background: 50, Coalitions: 512, Outputs: 1, Workers: 1);

    private static readonly Dimension[] Dimensions =
    [
        new("rows", [16, 32, 64, 128], (setting, value) => setting with { Rows = value }),
        new("players", [12, 24, 48, 96, 192], (setting, value) => setting with { Players = value }),
        new("background rows", [12, 25, 50, 100, 200, 400], (setting, value) => setting with { Background = value }),
        new("coalitions", [128, 256, 512, 1024, 2048, 4096, 8192], (setting, value) => setting with { Coalitions = value }),
        new("outputs", [1, 2, 4, 8, 16], (setting, value) => setting with { Outputs = value }),
        new("workers", [1, 2], (setting, value) => setting with { Rows = 64, Workers = value, OnTheClock = true }),
    ];

    public static Task RunAsync(TextWriter output)
    {
        Measure(Base);
        var page = new StringWriter { NewLine = "\n" };
        Machine.Describe(page);
        page.WriteLine($"\nProcessor time (for workers: time on the clock) in ms, the least of {Repeats}. Fixed unless varied: {Base.Rows} rows, {Base.Players} players of one column, {Base.Background} background rows, {Base.Coalitions} coalitions, one output, one worker.\n");
        page.WriteLine("| varied | values | ms | grows as the power |");
        page.WriteLine("|---|---|---|---|");
        var series = new List<GrowthSeries>();
        foreach (Dimension dimension in Dimensions)
        {
            double[] times = Least(dimension);
            double power = Math.Log(times[^1] / times[0]) / Math.Log(dimension.Values[^1] / (double)dimension.Values[0]);
            series.Add(new(dimension.Name, dimension.Values, times));
            page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {dimension.Name} | {string.Join(", ", dimension.Values)} | {Join(times)} | {power:F2} |"));
        }

        output.Write(page.ToString());
        GrowthPage.Write(page.ToString(), series);
        return Task.CompletedTask;
    }

    /// <summary>The least times of some rounds through all values, so that what disturbs the machine for a while does not disturb one value alone.</summary>
    private static double[] Least(Dimension dimension)
    {
        double[][] rounds = [.. Enumerable.Range(0, Repeats).Select(_ => Array.ConvertAll(dimension.Values, value => Measure(dimension.Vary(Base, value))))];
        return [.. dimension.Values.Select((_, at) => rounds.Min(round => round[at]))];
    }

    private static string Join(double[] times) => string.Join(", ", times.Select(time => time.ToString("F0", CultureInfo.InvariantCulture)));

    /// <summary>Milliseconds of processor time of this process, or on the clock if there are several threads to share it.</summary>
    private static double Measure(Setting setting)
    {
        var random = new Random(1);
        double[] Cells(int rows) => [.. Enumerable.Range(0, rows * setting.Players).Select(_ => random.NextDouble() - 0.5)];
        var game = new ExplanationGame(
            new Products(setting.Players, setting.Outputs),
            new(Cells(setting.Background), setting.Players),
            Players.OnePerColumn([.. Enumerable.Range(0, setting.Players).Select(i => $"p{i}")]),
            Link.Identity);
        double[] rows = Cells(setting.Rows);
        int blocks = setting.Rows / CoalitionPlan.RowsPerBlock, step = CoalitionPlan.RowsPerBlock * setting.Players;
        var options = new SamplingOptions { Method = ShapleyMethod.Kernel, MaxEvaluations = setting.Coalitions };
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = setting.Workers }, block =>
            KernelShap.ExplainBlock(game, rows.AsSpan(block * step, step), block, options, CancellationToken.None));
        return setting.OnTheClock ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private sealed record Setting(int Rows, int Players, int Background, int Coalitions, int Outputs, int Workers, bool OnTheClock = false);

    private sealed record Dimension(string Name, int[] Values, Func<Setting, int, Setting> Vary);

    /// <summary>Sums of products of neighbours, with interactions of all orders by a square root.</summary>
    private sealed class Products(int columns, int outputs) : IModel
    {
        public int ColumnCount => columns;

        public int OutputCount => outputs;

        public void Predict(ReadOnlySpan<double> rows, Span<double> results)
        {
            for (int row = 0; row < results.Length / outputs; row++)
            {
                ReadOnlySpan<double> cells = rows.Slice(row * columns, columns);
                double sum = System.Numerics.Tensors.TensorPrimitives.Dot(cells[1..], cells[..^1]) + System.Numerics.Tensors.TensorPrimitives.Sum(cells);
                for (int output = 0; output < outputs; output++)
                    results[(row * outputs) + output] = 1 / (1 + Math.Exp(-sum * (output + 1)));
            }
        }
    }
}
