namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>The end of runs at the host's stop.</summary>
internal static class RunningTasks
{
    /// <summary>How long the stop waits for functions that have been told to end. One that does not heed its token must not keep the host.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the runs have ended, in whatever way, or the limit is over.</summary>
    /// <returns>Whether all have ended.</returns>
    public static async Task<bool> EndAsync(IReadOnlyCollection<Task> runs)
    {
        var all = Task.WhenAll(runs);
        using var over = new CancellationTokenSource();
        bool ended = await Task.WhenAny(all, Task.Delay(Limit, over.Token)) == all;
        await over.CancelAsync();
        return ended;
    }
}
