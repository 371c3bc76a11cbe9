using System.Diagnostics;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.Tests.DurableTask;

public class CrashTests
{
    private const int Kills = 8;
    private const int Seed = 20260102;

    [Fact]
    public async Task Kill_AgainAndAgain_LosesAndRepeatsNothingThatWasStored()
    {
        string folder = Directory.CreateTempSubdirectory("crash-tests-").FullName;
        try
        {
            Random random = new(Seed);
            for (int kill = 0; kill < Kills; kill++)
            {
                HashSet<int> ended = Ended(folder);
                int begun = CrashHost.Numbers(CrashHost.BegunPath(folder)).Count;
                await RunAsync(folder, TimeSpan.FromMilliseconds(random.Next(0, 150)));
                AssertNotRepeated(folder, begun, ended);
            }

            HashSet<int> last = Ended(folder);
            int count = CrashHost.Numbers(CrashHost.BegunPath(folder)).Count;
            Assert.True(await RunAsync(folder, killAfter: null));
            AssertNotRepeated(folder, count, last);
            await AssertResultsAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs the host until it is done or for a time after it is ready, and then kills it.</summary>
    /// <returns>Whether it was done.</returns>
    private static async Task<bool> RunAsync(string folder, TimeSpan? killAfter)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(CrashTests).Assembly.Location, "crash-host", folder])
        {
            RedirectStandardOutput = true,
        })!;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(limit.Token));
        Task<string> rest = process.StandardOutput.ReadToEndAsync(limit.Token);
        if (killAfter is { } time)
        {
            await Task.WhenAny(rest, Task.Delay(time));
            process.Kill();
        }

        await process.WaitForExitAsync(limit.Token);
        return (await rest).Contains("done");
    }

    /// <summary>The activities that began and are not waiting any more: their results are stored.</summary>
    private static HashSet<int> Ended(string folder)
    {
        List<int> begun = CrashHost.Numbers(CrashHost.BegunPath(folder));
        if (begun.Count == 0)
            return [];
        using HubDatabase database = HubDatabase.Open(CrashHost.DatabasePath(folder), "TestHubName");
        HashSet<int> waiting = [.. database.Read(HubStore.AllActivities).Select(call => int.Parse(call.Input!))];
        return [.. begun.Where(number => !waiting.Contains(number))];
    }

    private static void AssertNotRepeated(string folder, int begunBefore, HashSet<int> ended) =>
        Assert.DoesNotContain(CrashHost.Numbers(CrashHost.BegunPath(folder)).Skip(begunBefore), ended.Contains);

    private static async Task AssertResultsAsync(string folder)
    {
        const int Calls = CrashHost.Rounds * CrashHost.Children * CrashHost.CallsPerChild;
        await using TaskHub hub = TaskHub.Open(new() { DatabasePath = CrashHost.DatabasePath(folder) });
        OrchestrationMetadata job = (await hub.Client.GetInstanceAsync(CrashHost.Job, true))!;
        OrchestrationMetadata collector = (await hub.Client.GetInstanceAsync(CrashHost.Collector, true))!;
        List<int> collected = collector.ReadOutputAs<List<int>>()!, begun = CrashHost.Numbers(CrashHost.BegunPath(folder));

        Assert.Equal(Calls * (Calls - 1), job.ReadOutputAs<int>());
        Assert.Equal(Enumerable.Range(0, Calls), begun.Distinct().Order());
        Assert.Equal(collected.Distinct(), collected);
        Assert.Equal(collected.Order(), collected);
        Assert.Empty(CrashHost.Numbers(CrashHost.AcknowledgedPath(folder)).Except(collected));
        Assert.Equal(0, hub.Writer.RunAsync(
            connection => HubStore.AllMessages(connection).Count + HubStore.AllActivities(connection).Count, null, patient: false).Result);
    }
}
