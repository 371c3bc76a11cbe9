namespace XaiFunctions.Tests;

/// <summary>Counts what code allocates.</summary>
internal static class Allocations
{
    /// <summary>
    /// The bytes that an action allocates on this thread: the least of some runs, because a garbage collection that another thread starts may count the unused rest of
    /// this thread's current chunk as allocated.
    /// </summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 5 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
