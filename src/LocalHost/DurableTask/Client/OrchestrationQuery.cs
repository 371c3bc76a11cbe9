namespace Microsoft.DurableTask.Client;

/// <summary>Which instances a client wants to see.</summary>
/// <param name="CreatedFrom">Only those created at this time or later.</param>
/// <param name="CreatedTo">Only those created at this time or earlier.</param>
/// <param name="Statuses">Only those in one of these statuses; null means in any.</param>
/// <param name="TaskHubNames">Only those of these task hubs; null means of the client's own.</param>
/// <param name="InstanceIdPrefix">Only those whose id begins so.</param>
/// <param name="PageSize">How many a page holds.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs, outputs, custom statuses and failures are read too.</param>
/// <param name="ContinuationToken">Where an earlier query stopped.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>How many instances a page holds unless the query says otherwise.</summary>
    public const int DefaultPageSize = 100;
}
