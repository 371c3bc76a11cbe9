using System.Collections.Concurrent;

namespace LocalHost.Tests.Functions.Support;

/// <summary>What the functions of a test did, in order.</summary>
public sealed class Recorder
{
    private readonly ConcurrentQueue<string> entries = new();

    public IReadOnlyList<string> Entries => [.. entries];

    public void Add(string entry) => entries.Enqueue(entry);

    public int Count(string entry) => entries.Count(item => item == entry);

    public Task UntilAsync(string entry, int times = 1) => Eventually.TrueAsync(() => Count(entry) >= times, () => $"{times} x '{entry}' in: {string.Join(" | ", entries)}");
}

/// <summary>Waits for what other threads and services bring about.</summary>
public static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, Func<string> wanted) => TrueAsync(() => Task.FromResult(condition()), wanted);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Waited in vain for {wanted()}");
            await Task.Delay(20);
        }
    }
}
