namespace Microsoft.DurableTask;

/// <summary>How an activity or a sub-orchestration is called.</summary>
public record TaskOptions
{
    /// <summary>Makes the options.</summary>
    /// <param name="retry">When a failed call is tried again; null never.</param>
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, null)
    {
    }

    /// <summary>Makes the options.</summary>
    /// <param name="retry">When a failed call is tried again; null never.</param>
    /// <param name="tags">Labels for the task.</param>
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>When a failed call is tried again; null never.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Labels for the task; a sub-orchestration's instance carries them.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>The version of the task; null takes the default.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>Options that try again after a policy.</summary>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <summary>Options that try again as long as a handler says so.</summary>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <summary>Options that try again as long as a handler says so.</summary>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);

    /// <summary>The same options for a sub-orchestration with an id of its own.</summary>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);
}

/// <summary>How a sub-orchestration is called.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Makes the options.</summary>
    /// <param name="retry">When a failed call is tried again; null never.</param>
    /// <param name="instanceId">The id of the new instance; null takes one that follows from the caller.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry) => InstanceId = instanceId;

    /// <summary>Makes the options from others.</summary>
    /// <param name="options">The options to take over.</param>
    /// <param name="instanceId">The id of the new instance; null takes over that of <paramref name="options"/>, if there is one.</param>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options) => InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;

    /// <summary>The id of the new instance; null takes one that follows from the caller.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The version that the instance runs as; null is unversioned.</summary>
    public new TaskVersion? Version
    {
        get => base.Version;
        init => base.Version = value;
    }
}
