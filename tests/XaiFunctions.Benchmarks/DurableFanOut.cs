using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// How fast the Local host's task hub gets trivial activities done: 1,000 in one fan-out, 10,000 in sub-orchestrations of 500, and what
/// finished instances leave in memory.
/// </summary>
internal static class DurableFanOut
{
    private const int FanOut = 1000;
    private const int Many = 10_000;
    private const int PerSubOrchestration = 500;
    private const int Instances = 2000;

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("durable-fan-out-").FullName;
        try
        {
            await using TaskHub hub = TaskHub.Open(new() { DatabasePath = Path.Combine(folder, "hub.db") });
            hub.AddActivity("Next", typeof(int), (_, input, _) => Task.FromResult<object?>((int)input! + 1));
            hub.AddOrchestrator("FanOut", async context => await SumAsync(context, context.GetInput<int>()));
            hub.AddOrchestrator("FanOutTwice", async context => (await Task.WhenAll(
                Enumerable.Range(0, context.GetInput<int>() / PerSubOrchestration)
                    .Select(_ => context.CallSubOrchestratorAsync<long>("FanOut", PerSubOrchestration)))).Sum());
            await hub.StartAsync(CancellationToken.None);

            await TimeAsync(hub.Client, "FanOut", 10);
            for (int i = 0; i < 3; i++)
                Print(output, "one fan-out", FanOut, await TimeAsync(hub.Client, "FanOut", FanOut));
            for (int i = 0; i < 2; i++)
                Print(output, $"sub-orchestrations of {PerSubOrchestration}", Many, await TimeAsync(hub.Client, "FanOutTwice", Many));
            await MeasureMemoryAsync(hub, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> SumAsync(TaskOrchestrationContext context, int count) => (await Task.WhenAll(
        Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("Next", i)))).Sum(value => (long)value);

    private static async Task<TimeSpan> TimeAsync(DurableTaskClient client, string name, int count)
    {
        long start = Stopwatch.GetTimestamp();
        string id = await client.ScheduleNewOrchestrationInstanceAsync(name, count);
        OrchestrationMetadata end = await client.WaitForInstanceCompletionAsync(id, CancellationToken.None);
        return end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? Stopwatch.GetElapsedTime(start)
            : throw new InvalidOperationException($"The orchestration is {end.RuntimeStatus}.");
    }

    private static async Task MeasureMemoryAsync(TaskHub hub, TextWriter output)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Instances; i++)
            await TimeAsync(hub.Client, "FanOut", 1);
        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{Instances} instances finished: {growth / 1024.0:f0} KB more in memory, {hub.SessionCount} session(s) kept");
    }

    private static void Print(TextWriter output, string what, int count, TimeSpan time) =>
        output.WriteLine($"{count} activities, {what}: {time.TotalSeconds:f3} s, {count / time.TotalSeconds:f0} a second");
}
