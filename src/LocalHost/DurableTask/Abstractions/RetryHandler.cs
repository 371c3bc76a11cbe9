namespace Microsoft.DurableTask;

/// <summary>Decides whether a failed task is tried again.</summary>
/// <param name="retryContext">What failed, how often, and for how long by now.</param>
/// <returns>Whether to try again.</returns>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>Decides whether a failed task is tried again; it may await the orchestration's own tasks, such as a timer.</summary>
/// <param name="retryContext">What failed, how often, and for how long by now.</param>
/// <returns>Whether to try again.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);

/// <summary>What a retry handler decides on.</summary>
/// <param name="OrchestrationContext">The context of the orchestration that called the task.</param>
/// <param name="LastAttemptNumber">How often the task was tried, 1 after the first failure.</param>
/// <param name="LastFailure">Why the last try failed.</param>
/// <param name="TotalRetryTime">The time since the first try, in the orchestration's own time.</param>
/// <param name="CancellationToken">Never cancelled by the host.</param>
public record RetryContext(
    TaskOrchestrationContext OrchestrationContext,
    int LastAttemptNumber,
    TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime,
    CancellationToken CancellationToken);
