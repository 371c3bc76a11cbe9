using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.DurableTask.Engine;
using XaiFunctions.LocalHost.DurableTask.Storage;

namespace XaiFunctions.LocalHost.DurableTask;

/// <summary>The client of a task hub on this machine. A task is done when what it asked for is stored.</summary>
internal sealed class HubClient(
    TaskHubOptions options, HubDatabase database, HubWriter writer, StatusChanges statuses, Action<Effects> publish) : DurableTaskClient(options.HubName)
{
    /// <inheritdoc/>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        string? tags = options is { Tags.Count: > 0 }
            ? JsonSerializer.Serialize(options.Tags.ToDictionary(), HubJson.Default.DictionaryStringString)
            : null;
        NewInstance instance = new(
            options?.InstanceId ?? Guid.NewGuid().ToString("N"),
            orchestratorName.Name,
            options?.Version?.Version ?? "",
            Converter.Serialize(input),
            tags,
            Now,
            options?.StartAt?.UtcDateTime);
        InstanceIds.ThrowIfInvalid(instance.Id);
        await StartAsync(instance, DedupeStatuses(options?.DedupeStatuses), cancellation);
        return instance.Id;
    }

    /// <inheritdoc/>
    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        InstanceRow old = Find(instanceId) ?? throw new InstanceNotFoundException(instanceId);
        string id = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        await StartAsync(new(id, old.Name, old.Version, old.Input, old.Tags, Now), dedupe: [], cancellation);
        return id;
    }

    /// <inheritdoc/>
    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, MessageKind.EventRaised, 0, eventName, Converter.Serialize(eventPayload), cancellation);
    }

    /// <inheritdoc/>
    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        int scope = options is { Recursive: true } ? TerminationScope.Recursive : TerminationScope.Alone;
        return SendAsync(instanceId, MessageKind.Terminated, scope, null, Converter.Serialize(options?.Output), cancellation);
    }

    /// <inheritdoc/>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, MessageKind.Suspended, 0, null, reason, cancellation);

    /// <inheritdoc/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, MessageKind.Resumed, 0, null, reason, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, row => row.HasEnded, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Find(instanceId) is { } row ? Metadata(row, getInputsAndOutputs) : null);
    }

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new InstancePages(database, filter ?? new(), row => Metadata(row, filter is { FetchInputsAndOutputs: true }), Name);

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Find(instanceId) is not { HasEnded: true } row)
            return new(0);
        return new(await Purge.RunAsync(writer, [row.Key], options is { Recursive: true }));
    }

    /// <inheritdoc/>
    public override Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Purge.RunAsync(database, writer, filter, options is { Recursive: true }, this.options.TimeProvider, cancellation);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private readonly TaskHubOptions options = options;

    private DataConverter Converter => options.DataConverter;

    private DateTime Now => options.TimeProvider.GetUtcNow().UtcDateTime;

    private static HashSet<OrchestrationRuntimeStatus>? DedupeStatuses(IReadOnlyList<string>? names)
    {
        if (names is not { Count: > 0 })
            return null;

        HashSet<OrchestrationRuntimeStatus> statuses = [];
        foreach (string name in names)
        {
            if (!Enum.TryParse(name, ignoreCase: true, out OrchestrationRuntimeStatus status))
                throw new ArgumentException($"'{name}' is no orchestration status.");
            statuses.Add(status);
        }

        return statuses;
    }

    /// <param name="instance">The instance to start.</param>
    /// <param name="dedupe">The statuses in which an existing instance is a duplicate; null means any in which it has not ended.</param>
    /// <param name="cancellation">Gives the start up.</param>
    private async Task StartAsync(NewInstance instance, HashSet<OrchestrationRuntimeStatus>? dedupe, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            (InstanceRow? obstacle, _) = await writer.RunAsync(
                connection => TryStart(connection, instance, dedupe), result => publish(result.Effects), patient: false);
            if (obstacle is null)
                return;

            // It runs, and the caller wants it replaced.
            await SendAsync(obstacle.Id, MessageKind.Terminated, TerminationScope.Alone, null, null, cancellation, mustRun: false);
            await WaitAsync(obstacle.Id, row => row.HasEnded, false, cancellation);
        }
    }

    private static (InstanceRow? Obstacle, Effects Effects) TryStart(
        HubConnection connection, NewInstance instance, HashSet<OrchestrationRuntimeStatus>? dedupe)
    {
        Effects effects = new();
        InstanceRow? existing = HubStore.FindInstance(connection, instance.Id);
        if (existing is not null && (dedupe?.Contains(existing.Status) ?? !existing.HasEnded))
            throw new OrchestrationAlreadyExistsException(
                $"There is an orchestration with the instance id '{instance.Id}' already; it is {existing.Status}.");
        if (existing is { HasEnded: false })
            return (existing, effects);

        TurnWriter.Start(connection, instance, existing, effects);
        effects.ChangedInstances.Add(instance.Id);
        return (null, effects);
    }

    private async Task SendAsync(
        string instanceId, MessageKind kind, int taskId, string? name, string? data, CancellationToken cancellation, bool mustRun = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        await writer.RunAsync(
            connection =>
            {
                InstanceRow row = HubStore.FindInstance(connection, instanceId) ?? throw new InstanceNotFoundException(instanceId);
                Effects effects = new();
                if (mustRun)
                    Require(row, kind);
                if (!row.HasEnded)
                    effects.Messages.Add(HubStore.InsertMessage(connection, row.Key, row.Execution, kind, taskId, name, data));
                return effects;
            },
            publish,
            patient: false);
    }

    private static void Require(InstanceRow row, MessageKind kind)
    {
        if (row.HasEnded)
            throw new InvalidOperationException($"The orchestration '{row.Id}' has ended: it is {row.Status}.");
        if (kind == MessageKind.Suspended && row.Status == OrchestrationRuntimeStatus.Suspended)
            throw new InvalidOperationException($"The orchestration '{row.Id}' is suspended already.");
        if (kind == MessageKind.Resumed && row.Status != OrchestrationRuntimeStatus.Suspended)
            throw new InvalidOperationException($"The orchestration '{row.Id}' is not suspended: it is {row.Status}.");
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceRow, bool> isReached, bool getInputsAndOutputs, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using StatusChanges.Watch watch = statuses.Begin(instanceId);
            InstanceRow row = Find(instanceId) ?? throw new InstanceNotFoundException(instanceId);
            if (isReached(row))
                return Metadata(row, getInputsAndOutputs);
            await watch.Changed.WaitAsync(cancellation);
        }
    }

    private InstanceRow? Find(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return database.Read(connection => HubStore.FindInstance(connection, instanceId));
    }

    private OrchestrationMetadata Metadata(InstanceRow row, bool full) => new(row.Name, row.Id)
    {
        DataConverter = full ? Converter : null,
        RuntimeStatus = row.Status,
        CreatedAt = row.Created,
        LastUpdatedAt = row.Updated,
        SerializedInput = full ? row.Input : null,
        SerializedOutput = full ? row.Output : null,
        SerializedCustomStatus = full ? row.CustomStatus : null,
        FailureDetails = full && row.Failure is not null ? StoredFailure.Read(row.Failure) : null,
        Tags = row.Tags is null
            ? System.Collections.Immutable.ImmutableDictionary<string, string>.Empty
            : JsonSerializer.Deserialize(row.Tags, HubJson.Default.DictionaryStringString)!,
    };
}
