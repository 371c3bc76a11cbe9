using System.Diagnostics;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// Models whose structure is read out of the ONNX file: exact attributions of German Credit with 12 players and 100 background rows. Masked rows are those that a black box
/// would have been asked for: rows x coalitions x background rows.
/// </summary>
internal static class KnownStructure
{
    private const int Rows = 2560;

    public static Task RunAsync(TextWriter output)
    {
        output.WriteLine($"{Rows} rows, 12 players, 100 background rows, {Environment.ProcessorCount} threads; ONNX Runtime on one thread.\n");
        output.WriteLine("| model, space | method | s | rows/s | masked rows/s and thread | times raw ONNX Runtime |");
        output.WriteLine("|---|---|---|---|---|---|");
        output.WriteLine(Measure("logistic-regression", OutputSpace.Raw));
        output.WriteLine(Measure("boosted-trees", OutputSpace.Raw));
        output.WriteLine(Measure("boosted-trees", OutputSpace.Margin));
        return Task.CompletedTask;
    }

    private static string Measure(string name, OutputSpace space)
    {
        using var sample = new SampleModel(name, space, SampleModel.TwelvePlayers(name));
        double[] rows = Cells(sample);
        KernelShap.ExplainBlock(sample.Game, rows.AsSpan(0, CoalitionPlan.RowsPerBlock * sample.Bound.ColumnCount), 0, new SamplingOptions(), CancellationToken.None);

        long start = Stopwatch.GetTimestamp();
        Attributions[] blocks = ParallelRun.Explain(sample, rows, new SamplingOptions());
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double masked = (double)Rows * ((1 << 12) - 2) * sample.Game.Background.RowCount / seconds / Environment.ProcessorCount;
        return FormattableString.Invariant(
            $"| {name}, {space} | {blocks[0].Method} | {seconds:F2} | {Rows / seconds:N0} | {masked:N0} | {masked / RawRate(sample, rows):F1} |");
    }

    private static double[] Cells(SampleModel sample)
    {
        string file = Path.GetTempFileName();
        try
        {
            SampleRows.Write(file, Rows);
            return SampleRows.Read(file, sample);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Rows a second of ONNX Runtime on one thread.</summary>
    private static double RawRate(SampleModel sample, double[] rows)
    {
        var chunks = new List<float[]> { Array.ConvertAll(rows, cell => (float)cell) };
        using var raw = new RawRuntime(sample, chunks);
        double[] medians = Timing.Medians(9, raw.Score);
        return Rows / medians[0];
    }
}
