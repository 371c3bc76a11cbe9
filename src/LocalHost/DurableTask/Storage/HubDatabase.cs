using System.Collections.Concurrent;

namespace XaiFunctions.LocalHost.DurableTask.Storage;

/// <summary>The task hub's database file: its schema, its one owner, and connections for reading.</summary>
internal sealed class HubDatabase : IDisposable
{
    private const int SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS hub(name TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS instances(
            key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, execution INTEGER NOT NULL, name TEXT NOT NULL,
            version TEXT NOT NULL, status INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, input TEXT, output TEXT,
            custom_status TEXT, failure TEXT, tags TEXT, parent_key INTEGER, parent_execution INTEGER, parent_task INTEGER,
            parent_id TEXT, parent_name TEXT);
        CREATE INDEX IF NOT EXISTS instances_parent ON instances(parent_key) WHERE parent_key IS NOT NULL;
        CREATE TABLE IF NOT EXISTS history(instance INTEGER NOT NULL, turn INTEGER NOT NULL, data TEXT NOT NULL, UNIQUE(instance, turn));
        CREATE TABLE IF NOT EXISTS inbox(
            seq INTEGER PRIMARY KEY AUTOINCREMENT, instance INTEGER NOT NULL, execution INTEGER NOT NULL, kind INTEGER NOT NULL,
            task INTEGER NOT NULL, name TEXT, data TEXT);
        CREATE INDEX IF NOT EXISTS inbox_instance ON inbox(instance);
        CREATE TABLE IF NOT EXISTS activities(
            seq INTEGER PRIMARY KEY AUTOINCREMENT, instance INTEGER NOT NULL, execution INTEGER NOT NULL, task INTEGER NOT NULL,
            instance_id TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, input TEXT);
        CREATE INDEX IF NOT EXISTS activities_instance ON activities(instance);
        CREATE TABLE IF NOT EXISTS timers(
            seq INTEGER PRIMARY KEY AUTOINCREMENT, instance INTEGER NOT NULL, execution INTEGER NOT NULL, task INTEGER NOT NULL,
            fire_at INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS timers_instance ON timers(instance);
        CREATE INDEX IF NOT EXISTS timers_fire_at ON timers(fire_at);
        """;

    private readonly ConcurrentBag<HubConnection> idleReaders = [];
    private readonly string path;
    private readonly FileStream ownership;

    private HubDatabase(string path, FileStream ownership)
    {
        this.path = path;
        this.ownership = ownership;
    }

    /// <summary>Opens or creates the database and takes it for this process alone.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    /// <exception cref="InvalidOperationException">It holds another task hub or is of another version.</exception>
    public static HubDatabase Open(string path, string hubName)
    {
        SQLitePCL.Batteries_V2.Init();
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        HubDatabase database = new(full, TakeOwnership(full));
        try
        {
            database.Prepare(hubName);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A new connection for the writer.</summary>
    public HubConnection OpenWriter() => new(path, create: true);

    /// <summary>Reads with one of the reading connections.</summary>
    public T Read<T>(Func<HubConnection, T> read)
    {
        HubConnection reader = idleReaders.TryTake(out HubConnection? idle) ? idle : new(path, create: false);
        try
        {
            T result = read(reader);
            idleReaders.Add(reader);
            return result;
        }
        catch
        {
            // After an error the connection may be in any state; the next reader gets a fresh one.
            reader.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (idleReaders.TryTake(out HubConnection? reader))
            reader.Dispose();
        ownership.Dispose();
    }

    // The operating system frees the lock however the process ends.
    private static FileStream TakeOwnership(string path)
    {
        try
        {
            return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"The task hub '{path}' is in use by another process. Only one host at a time can run it.", exception);
        }
    }

    private void Prepare(string hubName)
    {
        using HubConnection connection = OpenWriter();
        long version = connection.Query("PRAGMA user_version", reader => reader.GetInt64(0))[0];
        if (version > SchemaVersion)
            throw new InvalidOperationException($"The task hub '{path}' was written by a later version of this software.");

        connection.Execute(Schema);
        connection.Execute($"PRAGMA user_version = {SchemaVersion}");
        List<string> names = connection.Query("SELECT name FROM hub", reader => reader.GetString(0));
        if (names.Count == 0)
            connection.Execute("INSERT INTO hub(name) VALUES (@0)", hubName);
        else if (!string.Equals(names[0], hubName, StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"The database '{path}' holds the task hub '{names[0]}', not '{hubName}'.");
    }
}
