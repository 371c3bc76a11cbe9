using System.Diagnostics;
using System.Globalization;
using System.Text;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// How the cost of sampled attributions grows with each of its dimensions, the others fixed: processor time of a model that is a black box and takes some 0.2 µs a row, so that
/// what the explainer itself does is seen. Prints a table, and writes a drawing if the variable XAI_DRAWING names a file.
/// </summary>
internal static class Growth
{
    private const int Repeats = 3;

    private static readonly Setting Base = new(Rows: 16, Players: 24, Background: 50, Coalitions: 512, Outputs: 1, Threads: 1);

    private static readonly Dimension[] Dimensions =
    [
        new("rows", [16, 32, 64, 128], (setting, value) => setting with { Rows = value }),
        new("players", [12, 24, 48, 96, 192], (setting, value) => setting with { Players = value }),
        new("background rows", [12, 25, 50, 100, 200, 400], (setting, value) => setting with { Background = value }),
        new("coalitions", [128, 256, 512, 1024, 2048, 4096, 8192], (setting, value) => setting with { Coalitions = value }),
        new("outputs", [1, 2, 4, 8, 16], (setting, value) => setting with { Outputs = value }),
        new("threads", [1, 2], (setting, value) => setting with { Rows = 64, Threads = value, OnTheClock = true }),
    ];

    public static Task RunAsync(TextWriter output)
    {
        Measure(Base);
        output.WriteLine("Processor time (for threads: time on the clock) in ms, the least of three.\n");
        output.WriteLine($"Fixed unless varied: {Base.Rows} rows, {Base.Players} players of one column, {Base.Background} background rows, {Base.Coalitions} coalitions, one output, one thread.\n");
        output.WriteLine("| varied | values | ms | grows as the power |");
        output.WriteLine("|---|---|---|---|");
        var series = new List<(Dimension Dimension, double[] Times)>();
        foreach (Dimension dimension in Dimensions)
        {
            double[] times = [.. dimension.Values.Select(value => Enumerable.Range(0, Repeats).Min(_ => Measure(dimension.Vary(Base, value))))];
            double power = Math.Log(times[^1] / times[0]) / Math.Log(dimension.Values[^1] / (double)dimension.Values[0]);
            series.Add((dimension, times));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {dimension.Name} | {string.Join(", ", dimension.Values)} | {Join(times)} | {power:F2} |"));
        }

        if (Environment.GetEnvironmentVariable("XAI_DRAWING") is { } file)
            File.WriteAllText(file, Draw(series));
        return Task.CompletedTask;
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
        Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = setting.Threads }, block =>
            KernelShap.ExplainBlock(game, rows.AsSpan(block * step, step), block, options, CancellationToken.None));
        return setting.OnTheClock ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    /// <summary>One small chart a dimension, both axes logarithmic; the dashed line is growth in proportion.</summary>
    private static string Draw(List<(Dimension Dimension, double[] Times)> series)
    {
        const int width = 260, height = 200, columns = 3, margin = 44;
        int lines = (series.Count + columns - 1) / columns;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {columns * width} {lines * height}\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">\n");
        svg.Append("<title>Cost of sampled attributions by each dimension, both axes logarithmic; dashed: in proportion</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (int i = 0; i < series.Count; i++)
        {
            (Dimension dimension, double[] times) = series[i];
            int left = (i % columns * width) + margin, top = (i / columns * height) + 30, right = left + width - margin - 16, bottom = top + height - 66;
            double spanX = Math.Log(dimension.Values[^1] / (double)dimension.Values[0]), sign = times[^1] < times[0] && dimension.Name == "threads" ? -1 : 1;
            double low = Math.Min(times.Min(), times[0] * Math.Exp(sign * spanX)), spanY = Math.Max(spanX, Math.Log(times.Max() / low)) * 1.05;
            double X(double value) => left + ((right - left) * Math.Log(value / dimension.Values[0]) / spanX);
            double Y(double time) => bottom - ((bottom - top) * Math.Log(time / low) / spanY);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left}\" y=\"{top - 12}\" font-weight=\"bold\" fill=\"#1a1a1a\">ms by {dimension.Name}</text>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left} {top}V{bottom}H{right}\" fill=\"none\" stroke=\"#767676\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{left} {Y(times[0]):F1}L{right} {Y(times[0] * Math.Exp(sign * spanX)):F1}\" fill=\"none\" stroke=\"#767676\" stroke-dasharray=\"4 3\"/>\n");
            string line = string.Join('L', times.Select((time, k) => string.Create(CultureInfo.InvariantCulture, $"{X(dimension.Values[k]):F1} {Y(time):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{line}\" fill=\"none\" stroke=\"#0b5394\" stroke-width=\"2\"/>\n");
            for (int k = 0; k < times.Length; k++)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(dimension.Values[k]):F1}\" cy=\"{Y(times[k]):F1}\" r=\"3\" fill=\"#0b5394\"/>\n");
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(dimension.Values[k]):F1}\" y=\"{bottom + 18}\" text-anchor=\"middle\" fill=\"#1a1a1a\">{dimension.Values[k]}</text>\n");
            }

            foreach (double time in (double[])[low, times.Max()])
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left - 5}\" y=\"{Y(time) + 4:F1}\" text-anchor=\"end\" fill=\"#1a1a1a\">{time:F0}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private sealed record Setting(int Rows, int Players, int Background, int Coalitions, int Outputs, int Threads, bool OnTheClock = false);

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
