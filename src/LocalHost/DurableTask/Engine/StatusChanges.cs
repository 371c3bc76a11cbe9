namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>Lets clients wait until an instance's status changes.</summary>
internal sealed class StatusChanges
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Watch> watches = new(StringComparer.Ordinal);

    /// <summary>Watches an instance; changes from now on are noticed.</summary>
    public Watch Begin(string instanceId)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(instanceId, out Watch? watch))
                watches[instanceId] = watch = new(this, instanceId);
            watch.Watchers++;
            return watch;
        }
    }

    /// <summary>Says that an instance's status changed.</summary>
    public void Publish(string instanceId)
    {
        Watch? watch;
        lock (gate)
            watches.Remove(instanceId, out watch);
        watch?.Complete();
    }

    private void End(Watch watch)
    {
        lock (gate)
        {
            if (--watch.Watchers == 0 && watches.TryGetValue(watch.InstanceId, out Watch? current) && current == watch)
                watches.Remove(watch.InstanceId);
        }
    }

    /// <summary>A watch on an instance, shared by all who wait for its next change.</summary>
    public sealed class Watch(StatusChanges owner, string instanceId) : IDisposable
    {
        private readonly TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string InstanceId => instanceId;

        public int Watchers { get; set; }

        /// <summary>Done when the status has changed.</summary>
        public Task Changed => changed.Task;

        public void Complete() => changed.TrySetResult();

        public void Dispose() => owner.End(this);
    }
}
