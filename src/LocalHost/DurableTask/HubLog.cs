using Microsoft.Extensions.Logging;

namespace XaiFunctions.LocalHost.DurableTask;

/// <summary>Everything that the task hub logs. Inputs, outputs and events are never logged.</summary>
internal static partial class HubLog
{
    [LoggerMessage(1, LogLevel.Error, "The task hub's database does not take {Count} write(s): {Reason}. Nothing is lost; they are tried again.")]
    public static partial void CannotWrite(ILogger logger, int count, string reason);

    [LoggerMessage(2, LogLevel.Error, "The task hub's database does not recover: {Reason}")]
    public static partial void CannotRecover(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Error, "A turn of orchestration '{InstanceId}' could not be stored and is tried again.")]
    public static partial void TurnNotStored(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(4, LogLevel.Error, "The result of activity '{Name}' of orchestration '{InstanceId}' could not be stored; it will run again.")]
    public static partial void ResultNotStored(ILogger logger, Exception exception, string name, string instanceId);

    [LoggerMessage(5, LogLevel.Error, "The task hub's timers could not be read and are tried again.")]
    public static partial void TimersNotRead(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "Task hub '{HubName}' opened: {Instances} orchestration(s) go on, {Activities} activity call(s) wait.")]
    public static partial void Opened(ILogger logger, string hubName, int instances, int activities);

    [LoggerMessage(7, LogLevel.Error, "Orchestration '{Name}' ({InstanceId}) failed: {Reason}")]
    public static partial void OrchestrationFailed(ILogger logger, string name, string instanceId, string reason);

    [LoggerMessage(8, LogLevel.Warning, "Activity '{Name}' of orchestration '{InstanceId}' failed.")]
    public static partial void ActivityFailed(ILogger logger, Exception exception, string name, string instanceId);

    [LoggerMessage(9, LogLevel.Information, "An event '{Name}' for orchestration '{InstanceId}' was dropped: there is none that could take it.")]
    public static partial void EventDropped(ILogger logger, string name, string instanceId);

    [LoggerMessage(10, LogLevel.Debug, "Orchestration '{Name}' ({InstanceId}) is now {Status}.")]
    public static partial void StatusChanged(ILogger logger, string name, string instanceId, Microsoft.DurableTask.Client.OrchestrationRuntimeStatus status);
}
