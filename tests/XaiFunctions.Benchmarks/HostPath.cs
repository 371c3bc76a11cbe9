using System.Diagnostics;
using XaiFunctions.Cli.Client;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks;

/// <summary>From the drop of a scoring file to its documents, against the same KernelSHAP run in this process without any host, with as many threads.</summary>
internal static class HostPath
{
    private const int Rows = 10_000, Evaluations = 96;

    public static async Task RunAsync(TextWriter output)
    {
        string file = Path.GetTempFileName();
        try
        {
            SampleRows.Write(file, Rows);
            double host = await MeasureHostAsync(file);
            double process = MeasureProcess(file);
            output.WriteLine(FormattableString.Invariant(
                $"{Rows} rows of German Credit, boosted trees, 20 players, {Evaluations} coalitions, 100 background rows, {Environment.ProcessorCount} cores.\n"));
            output.WriteLine("| drop to documents, s | in one process without a host, s | ratio |");
            output.WriteLine("|---|---|---|");
            output.WriteLine(FormattableString.Invariant($"| {host:F1} | {process:F1} | {host / process:F2} |"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<double> MeasureHostAsync(string file)
    {
        await using RunningApp app = await RunningApp.StartAsync();
        long start = Stopwatch.GetTimestamp();
        await app.ExplainAsync(
            "boosted-trees",
            new Dictionary<string, string>(),
            file,
            new ExplanationOptions { Method = "kernel", MaxEvaluations = Evaluations });
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double MeasureProcess(string file)
    {
        using var sample = new SampleModel("boosted-trees");
        long start = Stopwatch.GetTimestamp();
        double[] rows = SampleRows.Read(file, sample);
        var options = new SamplingOptions { Method = ShapleyMethod.Kernel, MaxEvaluations = Evaluations };
        Attributions.Concat(ParallelRun.Explain(sample, rows, options));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
