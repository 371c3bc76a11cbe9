using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.App.Tests.Support;

/// <summary>A hub that only remembers what was scheduled, and refuses an id that it knows.</summary>
internal sealed class RecordingClient() : DurableTaskClient("recording")
{
    private readonly Lock gate = new();

    public List<string> Scheduled { get; } = [];

    public int Requests { get; private set; }

    public StartOrchestrationOptions? Options { get; private set; }

    public Action BeforeScheduling { get; set; } = () => { };

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        string id = options!.InstanceId!;
        lock (gate)
        {
            Requests++;
            Options = options;
            BeforeScheduling();
            if (options.DedupeStatuses is { Count: > 0 } && Scheduled.Contains(id))
                throw new InvalidOperationException("The instance exists.");
            Scheduled.Add(id);
        }

        return Task.FromResult(id);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(Knows(instanceId) ? new OrchestrationMetadata("ExplainBatchOrchestrator", instanceId) : null);

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool Knows(string instanceId)
    {
        lock (gate)
            return Scheduled.Contains(instanceId);
    }
}
