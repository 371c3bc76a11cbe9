using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.DurableTask.Storage;

/// <summary>What a message tells an orchestration. Stored as a number: values must not change.</summary>
internal enum MessageKind
{
    Started = 0,
    TaskCompleted = 1,
    TaskFailed = 2,
    TimerFired = 3,
    EventRaised = 4,
    Suspended = 5,
    Resumed = 6,
    Terminated = 7,
}

/// <summary>What an orchestrator did. Stored as a number: values must not change.</summary>
internal enum ActionKind
{
    CallActivity = 0,
    StartTimer = 1,
    CallSubOrchestration = 2,
    SendEvent = 3,
}

/// <summary>A stored message that an orchestration has not worked on yet.</summary>
/// <param name="Sequence">The message's place in the order of all messages.</param>
/// <param name="Instance">The key of the instance.</param>
/// <param name="Execution">The execution that a start, a task or a timer belongs to; others do not care.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="TaskId">The number of the task or timer.</param>
/// <param name="Name">The name of an event.</param>
/// <param name="Data">A result, a failure as <see cref="StoredFailure"/>, an event's payload or a termination's output.</param>
internal sealed record InboxMessage(
    long Sequence, long Instance, long Execution, MessageKind Kind, int TaskId = 0, string? Name = null, string? Data = null);

/// <summary>A stored call of an activity that has not ended.</summary>
internal sealed record ActivityCall(
    long Sequence, long Instance, long Execution, int TaskId, string InstanceId, string Name, string Version, string? Input);

/// <summary>A timer that is due.</summary>
internal sealed record DueTimer(long Sequence, long Instance, long Execution, int TaskId);

/// <summary>The caller of a sub-orchestration.</summary>
internal sealed record ParentLink(long Instance, long Execution, int TaskId, string InstanceId, string Name);

/// <summary>An instance as stored.</summary>
internal sealed record InstanceRow(
    long Key,
    string Id,
    long Execution,
    string Name,
    string Version,
    OrchestrationRuntimeStatus Status,
    DateTime Created,
    DateTime Updated,
    string? Input,
    string? Output,
    string? CustomStatus,
    string? Failure,
    string? Tags,
    ParentLink? Parent)
{
    /// <summary>Whether the instance will never do anything again.</summary>
    public bool HasEnded => StatusSets.HasEnded(Status);
}

/// <summary>An instance to be created.</summary>
internal sealed record NewInstance(
    string Id, string Name, string Version, string? Input, string? Tags, DateTime Now, DateTime? StartAt = null, ParentLink? Parent = null);

/// <summary>One turn of an orchestrator: what it was told, when, and what it did then.</summary>
internal sealed record HistoryTurn(
    [property: JsonPropertyName("t")] DateTime Time,
    [property: JsonPropertyName("e")] List<HistoryEvent> Events,
    [property: JsonPropertyName("a")] List<HistoryAction> Actions);

/// <summary>Something that an orchestrator was told.</summary>
internal sealed record HistoryEvent(
    [property: JsonPropertyName("k")] MessageKind Kind,
    [property: JsonPropertyName("i")] int TaskId,
    [property: JsonPropertyName("n")] string? Name,
    [property: JsonPropertyName("d")] string? Data);

/// <summary>Something that an orchestrator did; the numbers of actions follow from their order.</summary>
internal sealed record HistoryAction(
    [property: JsonPropertyName("k")] ActionKind Kind,
    [property: JsonPropertyName("n")] string Name);

/// <summary>A failure as stored.</summary>
internal sealed record StoredFailure(string Type, string Message, string? Stack, StoredFailure? Inner, bool Final)
{
    public static string Write(TaskFailureDetails details) =>
        System.Text.Json.JsonSerializer.Serialize(From(details), HubJson.Default.StoredFailure);

    public static TaskFailureDetails Read(string json) =>
        System.Text.Json.JsonSerializer.Deserialize(json, HubJson.Default.StoredFailure)!.ToDetails();

    private static StoredFailure From(TaskFailureDetails details) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        details.InnerFailure is null ? null : From(details.InnerFailure),
        details.IsFinal);

    private TaskFailureDetails ToDetails() => new(Type, Message, Stack, Inner?.ToDetails(), null) { IsFinal = Final };
}

/// <summary>The JSON of what the task hub stores for itself.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(HistoryTurn))]
[JsonSerializable(typeof(StoredFailure))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class HubJson : JsonSerializerContext;

/// <summary>Sets of statuses.</summary>
internal static class StatusSets
{
    /// <summary>The statuses in which an instance will never do anything again.</summary>
    public static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Whether an instance in this status will never do anything again.</summary>
    public static bool HasEnded(OrchestrationRuntimeStatus status) => Ended.Contains(status);
}
