using Microsoft.Extensions.Logging;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>
/// Appends events to the audit log. Any number of appenders on any number of machines make one sequence: each appends on the condition that the log ends
/// where it has read to, and reads on if it does not. Nothing is lost and nothing is there twice, whatever breaks off where.
/// </summary>
/// <remarks>
/// What makes it so: (1) an appender's position never passes a record whose event is not in the index; (2) it looks an event up in the index after it has
/// taken its position, and appends only at that position. An event that is in the log already is then either found, or lies behind the position, where the append
/// fails and reading on indexes it.
/// </remarks>
public sealed partial class AuditLogWriter(AuditLogBlobs blobs, AuditLogIndex index, ITreeHeadSigner signer, TimeProvider time, ILogger<AuditLogWriter> logger)
{
    /// <summary>With so many events a group takes no more callers: the first of them should not wait for long.</summary>
    private const int GroupEvents = AuditLogIndex.MostRecordsAtOnce;

    private readonly Queue<Caller> waiting = new();
    private bool isAppending;
    private LogPosition? position;
    private volatile Task signing = Task.CompletedTask;

    /// <summary>Appends the events that are not in the log yet; the log's new head is signed soon after. Callers that wait at the same time are appended together.</summary>
    /// <param name="events">What happened, in order.</param>
    /// <param name="cancellation">Stops the waiting; the events may still be appended.</param>
    /// <exception cref="InvalidDataException">The log has been tampered with, so that it cannot go on.</exception>
    public Task AppendAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellation)
    {
        var caller = new Caller(events, new(TaskCreationOptions.RunContinuationsAsynchronously));
        bool isFirst;
        lock (waiting)
        {
            waiting.Enqueue(caller);
            isFirst = !isAppending;
            isAppending = true;
        }

        if (isFirst)
            _ = AppendGroupsAsync(); // it tells every caller how it went
        return caller.Appended.Task.WaitAsync(cancellation);
    }

    /// <summary>The signed head of what is indexed; it is signed now if it was not before.</summary>
    public async Task<SignedTreeHead> HeadAsync(CancellationToken cancellation)
    {
        await signing.WaitAsync(cancellation);
        LogPosition end = await index.ReadPositionAsync(cancellation);
        return await index.FindHeadAsync(end.Size, cancellation) ?? await SignAsync(end, cancellation);
    }

    /// <summary>Appends group after group until nobody waits. It belongs to all callers, so that none of them can cancel it.</summary>
    private async Task AppendGroupsAsync()
    {
        while (NextGroup() is { Count: > 0 } group)
        {
            LogPosition? grown;
            var signed = new TaskCompletionSource();
            try
            {
                grown = await AppendMissingAsync([.. group.SelectMany(caller => caller.Events)], CancellationToken.None);
                signing = signed.Task;
                group.ForEach(caller => caller.Appended.SetResult());
            }
            catch (Exception exception)
            {
                group.ForEach(caller => caller.Appended.SetException(exception));
                continue;
            }

            // Those who appended do not wait for this, only those who ask for the head.
            if (grown is not null)
                await TrySignAsync(grown);
            signed.SetResult();
        }
    }

    private List<Caller> NextGroup()
    {
        var group = new List<Caller>();
        lock (waiting)
        {
            for (int events = 0; events < GroupEvents && waiting.TryDequeue(out Caller? caller); events += caller.Events.Count)
                group.Add(caller);
            isAppending = group.Count > 0;
        }

        return group;
    }

    private async Task TrySignAsync(LogPosition grown)
    {
        try
        {
            await SignAsync(grown, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The records are in the log; the next head that is signed covers them as well.
            LogUnsigned(exception, grown.Size);
        }
    }

    /// <returns>Where the log ends now, or null if all events were in it.</returns>
    private async Task<LogPosition?> AppendMissingAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellation)
    {
        bool hasGrown = false;
        while (true)
        {
            LogPosition at = position ??= await index.ReadPositionAsync(cancellation);
            position = null; // whatever fails below, the next attempt asks anew where it stands
            long?[] places = await Task.WhenAll(events.Select(item => index.FindEventAsync(item.Subject, item.Id, cancellation)));
            AuditEvent[] missing = [.. events.Where((_, i) => places[i] is null).DistinctBy(item => item.Id)];
            if (missing.Length == 0)
            {
                position = at;
                return hasGrown ? at : null;
            }

            byte[][] records = [.. missing.Take((int)Math.Min(AuditLogIndex.MostRecordsAtOnce, blobs.RoomAt(at.Size))).Select((item, i) => item.ToRecord(at.Size + i))];
            byte[] lines = [.. records.SelectMany(record => record.Append((byte)'\n'))];
            bool appended = await blobs.TryAppendAsync(at.Size, at.Offset, lines, cancellation);
            hasGrown |= appended;
            events = appended ? missing[records.Length..] : missing; // what was appended is in the log, whoever comes to index it
            position = appended ? await IndexAsync(at, records, cancellation) : await ReadOnAsync(at, cancellation);
        }
    }

    /// <summary>Indexes what others have appended behind a position.</summary>
    /// <returns>The new position, or null if it must be asked for anew.</returns>
    private async Task<LogPosition?> ReadOnAsync(LogPosition at, CancellationToken cancellation)
    {
        LogPosition? end = at;
        foreach (byte[][] records in (await blobs.ReadLinesAsync(at.Size, at.Offset, cancellation)).Chunk(AuditLogIndex.MostRecordsAtOnce))
        {
            end = await IndexAsync(end, records, cancellation);
            if (end is null)
                return null;
        }

        return end;
    }

    private Task<LogPosition?> IndexAsync(LogPosition at, byte[][] lines, CancellationToken cancellation)
    {
        var records = new List<(AuditRecord, int)>();
        foreach (byte[] line in lines)
        {
            AuditRecord record = AuditRecord.Parse(line);
            if (record.Sequence != at.Size + records.Count)
                throw new InvalidDataException($"The audit log has record {record.Sequence} where {at.Size + records.Count} should be; 'audit-log verify' tells more.");
            records.Add((record, line.Length));
        }

        return index.AddAsync(at, records, blobs.RoomAt(at.Size) == records.Count, cancellation);
    }

    private async Task<SignedTreeHead> SignAsync(LogPosition end, CancellationToken cancellation)
    {
        SignedTreeHead head = await signer.SignAsync(new TreeHead(end.Size, end.Tree.Root, time.GetUtcNow()), cancellation);
        await blobs.AppendHeadAsync(head, cancellation);
        await index.WriteHeadAsync(head, cancellation);
        return head;
    }

    private sealed record Caller(IReadOnlyList<AuditEvent> Events, TaskCompletionSource Appended);

    [LoggerMessage(600, LogLevel.Error, "The audit log's head of {Size} records could not be signed; the next head covers them.")]
    private partial void LogUnsigned(Exception exception, long size);
}
