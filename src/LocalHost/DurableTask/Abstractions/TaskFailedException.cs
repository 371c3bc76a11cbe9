namespace Microsoft.DurableTask;

/// <summary>An activity or a sub-orchestration failed: what an orchestrator catches.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Makes the exception from the one that the task threw.</summary>
    /// <param name="taskName">The name of the task.</param>
    /// <param name="taskId">The number of the task in its orchestration.</param>
    /// <param name="innerException">What the task threw.</param>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Describe(taskName, taskId, innerException?.Message), innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>Makes the exception from the details of the failure.</summary>
    /// <param name="taskName">The name of the task.</param>
    /// <param name="taskId">The number of the task in its orchestration.</param>
    /// <param name="failureDetails">Why the task failed.</param>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Describe(taskName, taskId, failureDetails?.ErrorMessage))
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>The name of the task.</summary>
    public string TaskName { get; }

    /// <summary>The number of the task in its orchestration.</summary>
    public int TaskId { get; }

    /// <summary>Why the task failed.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string Describe(string taskName, int taskId, string? reason)
    {
        string text = $"Task '{taskName}' (#{taskId}) failed with an unhandled exception";
        return reason is null ? text + "." : $"{text}: {reason}";
    }
}
