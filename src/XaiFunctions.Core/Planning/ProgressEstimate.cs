namespace XaiFunctions.Core.Planning;

/// <summary>How far a job has come.</summary>
/// <param name="Done">The pieces done.</param>
/// <param name="Total">All pieces.</param>
/// <param name="PerSecond">Pieces done a second since the start; 0 before any is done.</param>
/// <param name="EstimatedEnd">When the job ends at this rate; null before any piece is done.</param>
public sealed record ProgressEstimate(long Done, long Total, double PerSecond, DateTimeOffset? EstimatedEnd)
{
    /// <summary>Estimates from the pieces done so far, assuming that the rest goes at the same rate.</summary>
    /// <param name="done">The pieces (rows, say) done.</param>
    /// <param name="total">All pieces.</param>
    /// <param name="started">When the first piece was begun.</param>
    /// <param name="now">The present time, from the caller's clock.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more is done than there is.</exception>
    public static ProgressEstimate Of(long done, long total, DateTimeOffset started, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(done);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(done, total);
        double seconds = (now - started).TotalSeconds;
        if (done == total)
            return new(done, total, seconds > 0 ? done / seconds : 0, now);
        if (done == 0 || seconds <= 0)
            return new(done, total, 0, null);

        double rate = done / seconds;
        double left = Math.Min((total - done) / rate, (DateTimeOffset.MaxValue - now).TotalSeconds / 2);
        return new(done, total, rate, now.AddSeconds(left));
    }
}
