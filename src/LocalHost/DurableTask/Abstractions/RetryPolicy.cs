namespace Microsoft.DurableTask;

/// <summary>How often, after which pauses and for which failures a failed activity or sub-orchestration is tried again.</summary>
/// <remarks>
/// The pause after try k (k = 1, 2, ...) is <c>FirstRetryInterval * BackoffCoefficient^(k-1)</c>, at most <see cref="MaxRetryInterval"/>.
/// </remarks>
public class RetryPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="maxNumberOfAttempts">How often the task is tried in all, 1 or more.</param>
    /// <param name="firstRetryInterval">The pause between the first and the second try, more than zero.</param>
    /// <param name="backoffCoefficient">The factor from one pause to the next, 1 or more.</param>
    /// <param name="maxRetryInterval">The longest pause; null means an hour.</param>
    /// <param name="retryTimeout">After this time since the first try there are no more; null means without end.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="maxNumberOfAttempts"/> is below 1; <paramref name="firstRetryInterval"/> is not above zero;
    /// <paramref name="backoffCoefficient"/> is below 1 or not a number; <paramref name="maxRetryInterval"/> or
    /// <paramref name="retryTimeout"/> is neither <see cref="Timeout.InfiniteTimeSpan"/> nor at least <paramref name="firstRetryInterval"/>.
    /// </exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1))
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "The back-off coefficient must be 1 or more.");
        ThrowIfShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ThrowIfShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>How often the task is tried in all.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The pause between the first and the second try.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>The factor from one pause to the next.</summary>
    /// <value>The default is 1: every pause is the same.</value>
    public double BackoffCoefficient { get; }

    /// <summary>The longest pause; <see cref="Timeout.InfiniteTimeSpan"/> means that there is none.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>After this time since the first try there are no more tries.</summary>
    /// <value>The default is <see cref="Timeout.InfiniteTimeSpan"/>.</value>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Whether an exception is worth another try. Set it through <see cref="HandleFailure"/>.</summary>
    /// <value>The default says yes to every exception.</value>
    public Func<Exception, bool> Handle { get; private init; } = static _ => true;

    /// <summary>
    /// Whether a failure is worth another try. It is asked only while the number of tries and the time allow one.
    /// </summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => Handle = exception => value(
            exception is TaskFailedException failed ? failed.FailureDetails : TaskFailureDetails.FromException(exception));
    }

    private static void ThrowIfShorter(TimeSpan? value, TimeSpan firstRetryInterval, string parameter)
    {
        if (value < firstRetryInterval && value != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(parameter, value, $"It must be infinite or at least the first retry interval, {firstRetryInterval}.");
    }
}
