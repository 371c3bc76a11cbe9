using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Orchestrations;

namespace XaiFunctions.App.Privacy.Erasures;

/// <summary>Schedules erasures, each once at a time. The key that was asked for goes no further than here.</summary>
public sealed partial class ErasureStarter(SubjectIndex subjects, ErasureTable table, TimeProvider time, ILogger<ErasureStarter> logger)
{
    /// <summary>Begins the erasure of a subject unless it is running.</summary>
    /// <param name="client">Schedules orchestrations.</param>
    /// <param name="key">What key columns say of the subject.</param>
    /// <param name="actor">Who asks, as the audit log names callers.</param>
    /// <param name="cancellation">The caller has gone.</param>
    public async Task<ErasureRecord> StartAsync(DurableTaskClient client, string key, string actor, CancellationToken cancellation)
    {
        var erased = new List<ErasedSubject>();
        foreach (string model in (await subjects.ModelsAsync(cancellation)).Order(StringComparer.Ordinal))
        {
            if (await subjects.FindHasherAsync(model, cancellation) is { } hasher)
                erased.Add(new(model, hasher.Hash(key).ToString()));
        }

        ErasureRecord record = await table.BeginAsync(Erasure.IdOf(erased), time.GetUtcNow(), cancellation);
        var erasure = new Erasure(record.Id, record.Run, erased, record.AskedAt, actor);
        // The first try may have broken off between noting and scheduling.
        if (await client.GetInstanceAsync(erasure.Instance, cancellation) is not null)
            return record;
        StartOrchestrationOptions options = new StartOrchestrationOptions(erasure.Instance).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(EraseSubjectOrchestrator), erasure, options, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Back ends differ in how they say that the instance exists. It does if another request was faster.
            if (await client.GetInstanceAsync(erasure.Instance, cancellation) is null)
                throw;
            return record;
        }

        LogScheduled(record.Id, record.Run);
        return record;
    }

    [LoggerMessage(800, LogLevel.Information, "Erasure {Erasure} is scheduled (run {Run}).")]
    private partial void LogScheduled(string erasure, int run);
}
