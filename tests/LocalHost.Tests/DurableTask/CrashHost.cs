using System.Globalization;
using System.Text;
using Microsoft.DurableTask;
using XaiFunctions.LocalHost.DurableTask;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

/// <summary>
/// A host for tests to kill. It runs a job that fans out in sub-orchestrations and starts over, and one that collects events; it writes
/// down which activities began and which events were acknowledged, and says so when the job is done.
/// </summary>
internal static class CrashHost
{
    public const string Job = "job";
    public const string Collector = "collector";
    public const int Rounds = 6;
    public const int Children = 5;
    public const int CallsPerChild = 40;
    public const int MaxConcurrentActivities = 4;

    // Two that append at once would write to the same place.
    private static readonly Lock Files = new();

    /// <summary>Runs until the job is done or the process is killed.</summary>
    public static async Task RunAsync(string folder)
    {
        Append(RunsPath(folder), 0);
        int run = Numbers(RunsPath(folder)).Count;
        await using TaskHub hub = TaskHub.Open(new()
        {
            DatabasePath = DatabasePath(folder),
            MaxConcurrentActivities = MaxConcurrentActivities,
            MaxCachedInstances = run % 2 * 100,
        });
        Register(hub, folder);
        await hub.StartAsync(CancellationToken.None);
        await StartOnceAsync(hub, "Job", Job, new Progress(0, 0));
        await StartOnceAsync(hub, "Collector", Collector, new List<int>());
        await Console.Out.WriteLineAsync("ready");

        Task raising = RaiseAsync(hub, folder, first: run * 1000);
        await hub.Client.WaitForInstanceCompletionAsync(Job, CancellationToken.None);
        await raising;
        await hub.Client.RaiseEventAsync(Collector, "number", -1);
        await hub.Client.WaitForInstanceCompletionAsync(Collector, CancellationToken.None);
        await Console.Out.WriteLineAsync("done");
    }

    public static string DatabasePath(string folder) => Path.Combine(folder, "hub.db");

    public static string BegunPath(string folder) => Path.Combine(folder, "begun.txt");

    public static string AcknowledgedPath(string folder) => Path.Combine(folder, "acknowledged.txt");

    private static string RunsPath(string folder) => Path.Combine(folder, "runs.txt");

    /// <summary>The numbers in a file that was appended to, a torn last line left out.</summary>
    public static List<int> Numbers(string path)
    {
        if (!File.Exists(path))
            return [];
        string text = File.ReadAllText(path);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    private static async Task StartOnceAsync(TaskHub hub, string name, string id, object input)
    {
        if (await hub.Client.GetInstanceAsync(id) is null)
            await hub.Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));
    }

    private static void Register(TaskHub hub, string folder)
    {
        hub.AddActivity("Work", typeof(int), async (_, input, cancellation) =>
        {
            int number = (int)input!;
            Append(BegunPath(folder), number);
            await Task.Delay(number % 4, cancellation);
            return number * 2;
        });
        hub.AddOrchestrator("Child", async context =>
        {
            int first = context.GetInput<int>();
            await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            int[] results = await Task.WhenAll(Enumerable.Range(first, CallsPerChild).Select(i => context.CallActivityAsync<int>("Work", i)));
            return results.Sum();
        });
        hub.AddOrchestrator("Job", async context =>
        {
            Progress progress = context.GetInput<Progress>()!;
            int first = progress.Round * Children * CallsPerChild;
            int[] sums = await Task.WhenAll(Enumerable.Range(0, Children).Select(
                i => context.CallSubOrchestratorAsync<int>("Child", first + (i * CallsPerChild))));
            Progress next = new(progress.Round + 1, progress.Sum + sums.Sum());
            if (next.Round < Rounds)
                context.ContinueAsNew(next);
            return next.Sum;
        });
        hub.AddOrchestrator("Collector", async context =>
        {
            List<int> numbers = context.GetInput<List<int>>()!;
            for (int i = 0; i < 10; i++)
            {
                int number = await context.WaitForExternalEvent<int>("number");
                if (number < 0)
                    return numbers;
                numbers.Add(number);
            }

            context.ContinueAsNew(numbers);
            return numbers;
        });
    }

    // Every run has numbers of its own, as one that was sent but not acknowledged may have arrived.
    private static async Task RaiseAsync(TaskHub hub, string folder, int first)
    {
        for (int i = first; i < first + 100; i++)
        {
            await hub.Client.RaiseEventAsync(Collector, "number", i);
            Append(AcknowledgedPath(folder), i);
            await Task.Delay(2);
        }
    }

    private static void Append(string path, int number)
    {
        using Lock.Scope alone = Files.EnterScope();
        using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture) + "\n"));
    }

    private sealed record Progress(int Round, int Sum);
}
