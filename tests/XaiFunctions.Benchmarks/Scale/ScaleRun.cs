using System.Diagnostics;
using XaiFunctions.Cli.Client;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks.Scale;

/// <summary>
/// Ten million rows over a thousand instances, simulated, with what it costs; and the same simulation of a small run, held against that run as it is
/// measured here.
/// </summary>
internal static class ScaleRun
{
    private const int SmallRows = 2000, SmallEvaluations = 96, Background = 100, Seed = 20261120;
    private const double TreesSecondsPerModelRow = 1 / 676_864.0; // boosted-trees, one thread: the table black-box of the README

    public static async Task RunAsync(TextWriter output)
    {
        await CompareAsync(output);
        Simulate(output);
    }

    private static async Task CompareAsync(TextWriter output)
    {
        using var sample = new SampleModel("boosted-trees");
        var options = new SamplingOptions { Method = ShapleyMethod.Kernel, MaxEvaluations = SmallEvaluations };
        string file = Path.GetTempFileName();
        try
        {
            SampleRows.Write(file, SmallRows);
            double[] rows = SampleRows.Read(file, sample);
            int block = CoalitionPlan.RowsPerBlock * sample.Bound.ColumnCount;
            double secondsOfABlock = Timing.Medians(9, () => KernelShap.ExplainBlock(sample.Game, rows.AsSpan(0, block), 0, options, CancellationToken.None))[0];
            double perModelRow = secondsOfABlock / CoalitionPlan.RowsPerBlock / (SmallEvaluations * Background);

            await using RunningApp app = await RunningApp.StartAsync();
            TimeSpan before = app.ProcessorTime();
            long start = Stopwatch.GetTimestamp();
            await app.ExplainAsync("boosted-trees", new Dictionary<string, string>(), file, new ExplanationOptions { Method = "kernel", MaxEvaluations = SmallEvaluations });
            double measured = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double processor = (app.ProcessorTime() - before).TotalSeconds;

            var scenario = new Scenario
            {
                RowsOfAFile = SmallRows,
                ModelRowsPerRow = SmallEvaluations * Background,
                SecondsPerModelRow = perModelRow,
                MostInstances = 1,
                Cores = Environment.ProcessorCount,
                ColdStartSeconds = 0,
                OverheadSeconds = 0.05,
                SolveSeconds = 0.05,
                Stragglers = 0,
                Failures = 0,
                Losses = 0,
                Spread = 0,
            };
            Outcome simulated = Simulation.Run(scenario, Seed);
            output.WriteLine($"Measured against simulated: {SmallRows:N0} rows, boosted trees, {SmallEvaluations} coalitions, {Background} background rows, {Environment.ProcessorCount} workers.\n");
            output.WriteLine("| | measured | simulated | ratio |");
            output.WriteLine("|---|---|---|---|");
            output.WriteLine(FormattableString.Invariant($"| drop to documents, s | {measured:F1} | {simulated.Seconds:F1} | {measured / simulated.Seconds:F2} |"));
            output.WriteLine(FormattableString.Invariant($"| at the share of the processors that it got ({processor / measured / Environment.ProcessorCount:P0}), s | {processor / Environment.ProcessorCount:F1} | {simulated.Seconds:F1} | {processor / Environment.ProcessorCount / simulated.Seconds:F2} |"));
            output.WriteLine(FormattableString.Invariant($"| processor time, s | {processor:F1} | {simulated.BusyCoreSeconds:F1} | {processor / simulated.BusyCoreSeconds:F2} |"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Simulate(TextWriter output)
    {
        Prices prices = Prices.Read();
        var basis = new Scenario { Files = 2, RowsOfAFile = 5_000_000, ModelRowsPerRow = 1280 * Background, SecondsPerModelRow = TreesSecondsPerModelRow };
        (string Name, Scenario Scenario)[] cases =
        [
            ("as expected", basis),
            ("nothing goes wrong", basis with { Stragglers = 0, Failures = 0, Losses = 0, Spread = 0, ColdStartSeconds = 0 }),
            ("5 % stragglers, 2 % failures, 0.5 % lost", basis with { Stragglers = 0.05, Failures = 0.02, Losses = 0.005 }),
            ("cold starts of 30 s, 20 instances a step", basis with { ColdStartSeconds = 30, ScaleOutStep = 20 }),
            ("8 parts at once", basis with { MostParts = 8 }),
            ("lost work handed out again after 300 s", basis with { RedeliverySeconds = 300 }),
            ("8 parts at once, 300 s", basis with { MostParts = 8, RedeliverySeconds = 300 }),
            ("one file at a time", basis with { Files = 1 }),
            ("200 instances (prod), 4 GB, 2 cores", basis with { MostInstances = 200, Cores = 2, MemoryGB = 4 }),
            ("a back end of 100 activities/s", basis with { ActivitiesPerSecond = 100 }),
            ("96 coalitions", basis with { ModelRowsPerRow = 96 * Background }),
        ];
        output.WriteLine($"\nSimulated: 10,000,000 rows in two files, boosted trees, 20 players, 1,280 coalitions, {Background} background rows, prices of {prices.Date} in {prices.Currency}.\n");
        output.WriteLine("| case | pieces | attempts | most at once | drop to documents, min | cores busy of all, % | GB-s | compute | the rest | per million rows |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach ((string name, Scenario scenario) in cases)
        {
            Outcome run = Simulation.Run(scenario, Seed);
            Cost cost = Cost.Of(scenario, run, prices);
            double busy = 100 * run.BusyCoreSeconds / (scenario.MostInstances * scenario.Cores * run.Seconds);
            output.WriteLine(FormattableString.Invariant(
                $"| {name} | {run.Items:N0} | {run.Attempts:N0} | {run.MostAtOnce:N0} | {run.Seconds / 60:F1} | {busy:F0} | {cost.GigabyteSeconds:N0} | {cost.Compute:F2} | {cost.Other:F2} | {cost.Total / (scenario.Files * scenario.RowsOfAFile / 1e6):F2} |"));
        }
    }
}
