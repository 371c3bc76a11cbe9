using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace XaiFunctions.LocalHost.DurableTask.Storage;

/// <summary>
/// The one that writes: takes whatever writes wait, commits them together, and only then tells their senders. A write that the
/// database cannot take just now, as when the disk is full, waits and is tried again.
/// </summary>
internal sealed class HubWriter : IAsyncDisposable
{
    private const int LargestBatch = 512;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly BlockingCollection<Write> queue = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HubDatabase database;
    private readonly ILogger logger;
    private HubConnection connection;

    public HubWriter(HubDatabase database, ILogger logger)
    {
        this.database = database;
        this.logger = logger;
        connection = database.OpenWriter();

        // A thread of its own: SQLite blocks, and the pool may be busy with activities.
        new Thread(Run) { IsBackground = true, Name = "Task hub writer" }.Start();
    }

    /// <summary>Writes in a transaction that others may share.</summary>
    /// <param name="apply">Does the writing. It may be called several times, so it keeps nothing outside of the database.</param>
    /// <param name="committed">Called once, on the writer's thread, as soon as the writes are safe.</param>
    /// <param name="patient">Whether to wait and try again when the database is not able to; otherwise the task fails.</param>
    /// <exception cref="OperationCanceledException">The writer stopped first; nothing was written.</exception>
    public Task<T> RunAsync<T>(Func<HubConnection, T> apply, Action<T>? committed, bool patient)
    {
        Write<T> write = new(apply, committed, patient);
        try
        {
            queue.Add(write);
        }
        catch (InvalidOperationException)
        {
            write.Fail(new OperationCanceledException("The task hub has stopped."));
        }

        return write.Task;
    }

    /// <summary>Writes what is waiting, as far as the database takes it, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.CompleteAdding();
        await stopping.CancelAsync();
        await ended.Task;
        connection.Dispose();
        queue.Dispose();
        stopping.Dispose();
    }

    private void Run()
    {
        List<Write> waiting = [];
        TimeSpan pause = FirstPause;
        while (Fill(waiting))
        {
            waiting = Commit(waiting);
            if (waiting.Count == 0)
            {
                pause = FirstPause;
                continue;
            }

            if (stopping.Token.WaitHandle.WaitOne(pause))
                break;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        while (queue.TryTake(out Write? write))
            waiting.Add(write);
        foreach (Write write in waiting)
            write.Fail(new OperationCanceledException("The task hub has stopped."));
        ended.SetResult();
    }

    // False when there is nothing to write and nothing will come.
    private bool Fill(List<Write> batch)
    {
        if (batch.Count == 0)
        {
            try
            {
                batch.Add(queue.Take());
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        while (batch.Count < LargestBatch && queue.TryTake(out Write? write))
            batch.Add(write);
        return true;
    }

    /// <summary>Commits a batch as one, or, if that fails, each write for itself.</summary>
    /// <returns>The writes that have to be tried again.</returns>
    private List<Write> Commit(List<Write> batch)
    {
        Exception? failure = TryCommit(batch);
        if (failure is null)
            return [];

        List<Write> again = [];
        string reason = failure.Message;
        foreach (Write write in batch)
        {
            failure = batch.Count == 1 ? failure : TryCommit([write]);
            if (failure is null)
                continue;
            if (write.Patient && IsPassing(failure))
            {
                again.Add(write);
                reason = failure.Message;
            }
            else
            {
                write.Fail(failure);
            }
        }

        if (again.Count > 0)
            HubLog.CannotWrite(logger, again.Count, reason);
        return again;
    }

    private Exception? TryCommit(List<Write> batch)
    {
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            foreach (Write write in batch)
                write.Apply(connection);
            connection.Execute("COMMIT");
        }
        catch (Exception exception)
        {
            return Recover(exception);
        }

        foreach (Write write in batch)
            write.Commit();
        return null;
    }

    private Exception Recover(Exception exception)
    {
        try
        {
            if (connection.InTransaction)
                connection.Execute("ROLLBACK");
            if (exception is SqliteException { SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB })
            {
                HubConnection fresh = database.OpenWriter();
                connection.Dispose();
                connection = fresh;
            }
        }
        catch (SqliteException second)
        {
            HubLog.CannotRecover(logger, second.Message);
        }

        return exception;
    }

    private static bool IsPassing(Exception exception) => exception is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_CANTOPEN
            or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM or raw.SQLITE_AUTH,
    };

    private abstract class Write(bool patient)
    {
        public bool Patient => patient;

        public abstract void Apply(HubConnection connection);

        public abstract void Commit();

        public abstract void Fail(Exception exception);
    }

    private sealed class Write<T>(Func<HubConnection, T> apply, Action<T>? committed, bool patient) : Write(patient)
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T result = default!;

        public Task<T> Task => completion.Task;

        public override void Apply(HubConnection connection) => result = apply(connection);

        public override void Commit()
        {
            committed?.Invoke(result);
            completion.SetResult(result);
        }

        public override void Fail(Exception exception) => completion.SetException(exception);
    }
}
