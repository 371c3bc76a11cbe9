using Microsoft.DurableTask;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>Tries a task again after its policy or handler. All waiting is by the orchestration's own timers, so it survives anything.</summary>
internal static class RetryLoop
{
    public static async Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? retry, Func<Task<T>> call)
    {
        DateTime first = context.CurrentUtcDateTime;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TaskFailedException failure) when (retry is not null && !failure.FailureDetails.IsFinal)
            {
                if (!await MayRetryAsync(context, retry, failure, attempt, first))
                    throw;
            }
        }
    }

    /// <summary>The pause after a failed try: <c>FirstRetryInterval * BackoffCoefficient^(attempt-1)</c>, at most the longest.</summary>
    public static TimeSpan Pause(RetryPolicy policy, int attempt)
    {
        double milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        TimeSpan longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return milliseconds < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : longest;
    }

    private static async Task<bool> MayRetryAsync(
        TaskOrchestrationContext context, TaskRetryOptions retry, TaskFailedException failure, int attempt, DateTime first)
    {
        TimeSpan elapsed = context.CurrentUtcDateTime - first;
        if (retry.Handler is { } handler)
            return await handler(new(context, attempt, failure.FailureDetails, elapsed, CancellationToken.None));

        RetryPolicy policy = retry.Policy!;
        bool inTime = policy.RetryTimeout == Timeout.InfiniteTimeSpan || elapsed < policy.RetryTimeout;
        if (attempt >= policy.MaxNumberOfAttempts || !inTime || !policy.Handle(failure))
            return false;

        TimeSpan pause = Pause(policy, attempt), left = DateTime.MaxValue - context.CurrentUtcDateTime;
        await context.CreateTimer(context.CurrentUtcDateTime + (pause < left ? pause : left), CancellationToken.None);
        return true;
    }
}
