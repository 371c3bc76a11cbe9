using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.DurableTask.Storage;

/// <summary>The statements that read and write single things of the task hub.</summary>
internal static class HubStore
{
    private const string InstanceColumns =
        "key, id, execution, name, version, status, created, updated, input, output, custom_status, failure, tags, "
        + "parent_key, parent_execution, parent_task, parent_id, parent_name";

    /// <summary>The statuses in which an instance will never do anything again, as SQL.</summary>
    private const string EndedStatuses = "(1, 3, 5)";

    public static InstanceRow? FindInstance(HubConnection connection, string id) =>
        connection.Query($"SELECT {InstanceColumns} FROM instances WHERE id = @0", ReadInstance, id).FirstOrDefault();

    public static InstanceRow? FindInstance(HubConnection connection, long key) =>
        connection.Query($"SELECT {InstanceColumns} FROM instances WHERE key = @0", ReadInstance, key).FirstOrDefault();

    /// <summary>A page of instances in the order of their creation, after a key.</summary>
    public static List<InstanceRow> ListInstances(HubConnection connection, OrchestrationQuery query, long afterKey, int count)
    {
        // Absent conditions are nulls, so that one prepared statement serves all queries but those by status.
        int[] wanted = [.. (query.Statuses ?? []).Select(status => (int)status).Order()];
        string statuses = wanted.Length == 0 ? "" : $" AND status IN ({string.Join(", ", wanted)})";
        return connection.Query(
            $"SELECT {InstanceColumns} FROM instances WHERE key > @0 AND (@1 IS NULL OR created >= @1) AND (@2 IS NULL OR created <= @2) "
            + $"AND (@3 IS NULL OR substr(id, 1, length(@3)) = @3){statuses} ORDER BY key LIMIT @4",
            ReadInstance,
            afterKey,
            query.CreatedFrom?.UtcTicks,
            query.CreatedTo?.UtcTicks,
            query.InstanceIdPrefix,
            count);
    }

    /// <summary>The ended children of an instance.</summary>
    public static List<long> EndedChildren(HubConnection connection, long key) =>
        connection.Query($"SELECT key FROM instances WHERE parent_key = @0 AND status IN {EndedStatuses}", ReadKey, key);

    /// <summary>The children of an instance that have not ended.</summary>
    public static List<long> LiveChildren(HubConnection connection, long key) =>
        connection.Query($"SELECT key FROM instances WHERE parent_key = @0 AND status NOT IN {EndedStatuses}", ReadKey, key);

    public static List<string> History(HubConnection connection, long key) =>
        connection.Query("SELECT data FROM history WHERE instance = @0 ORDER BY turn", reader => reader.GetString(0), key);

    public static List<InboxMessage> AllMessages(HubConnection connection) => connection.Query(
        "SELECT seq, instance, execution, kind, task, name, data FROM inbox ORDER BY seq",
        reader => new InboxMessage(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), (MessageKind)reader.GetInt32(3), reader.GetInt32(4), Text(reader, 5), Text(reader, 6)));

    public static List<ActivityCall> AllActivities(HubConnection connection) => connection.Query(
        "SELECT seq, instance, execution, task, instance_id, name, version, input FROM activities ORDER BY seq",
        reader => new ActivityCall(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), Text(reader, 7)));

    public static List<DueTimer> DueTimers(HubConnection connection, DateTime now, int count) => connection.Query(
        "SELECT seq, instance, execution, task FROM timers WHERE fire_at <= @0 ORDER BY fire_at, seq LIMIT @1",
        reader => new DueTimer(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3)),
        now.Ticks,
        count);

    public static DateTime? NextTimer(HubConnection connection) => connection.Query(
        "SELECT min(fire_at) FROM timers",
        reader => reader.IsDBNull(0) ? (DateTime?)null : new DateTime(reader.GetInt64(0), DateTimeKind.Utc))[0];

    /// <summary>Creates an instance, pending; the message or timer that starts it is the caller's to send.</summary>
    /// <returns>The instance's key.</returns>
    public static long InsertInstance(HubConnection connection, NewInstance instance)
    {
        connection.Execute(
            "INSERT INTO instances(id, execution, name, version, status, created, updated, input, tags, "
            + "parent_key, parent_execution, parent_task, parent_id, parent_name) "
            + "VALUES (@0, 0, @1, @2, @3, @4, @4, @5, @6, @7, @8, @9, @10, @11)",
            instance.Id,
            instance.Name,
            instance.Version,
            (int)OrchestrationRuntimeStatus.Pending,
            instance.Now.Ticks,
            instance.Input,
            instance.Tags,
            instance.Parent?.Instance,
            instance.Parent?.Execution,
            instance.Parent?.TaskId,
            instance.Parent?.InstanceId,
            instance.Parent?.Name);
        return connection.LastKey;
    }

    public static InboxMessage InsertMessage(
        HubConnection connection, long instance, long execution, MessageKind kind, int taskId = 0, string? name = null, string? data = null)
    {
        connection.Execute(
            "INSERT INTO inbox(instance, execution, kind, task, name, data) VALUES (@0, @1, @2, @3, @4, @5)",
            instance,
            execution,
            (int)kind,
            taskId,
            name,
            data);
        return new(connection.LastKey, instance, execution, kind, taskId, name, data);
    }

    public static void DeleteMessage(HubConnection connection, long sequence) => connection.Execute("DELETE FROM inbox WHERE seq = @0", sequence);

    public static void DeleteMessages(HubConnection connection, long instance) =>
        connection.Execute("DELETE FROM inbox WHERE instance = @0", instance);

    public static void InsertTimer(HubConnection connection, long instance, long execution, int taskId, DateTime fireAt) => connection.Execute(
        "INSERT INTO timers(instance, execution, task, fire_at) VALUES (@0, @1, @2, @3)", instance, execution, taskId, fireAt.Ticks);

    /// <returns>Whether the timer was still there.</returns>
    public static bool DeleteTimer(HubConnection connection, long sequence) =>
        connection.Execute("DELETE FROM timers WHERE seq = @0", sequence) > 0;

    public static void DeleteTimer(HubConnection connection, long instance, long execution, int taskId) => connection.Execute(
        "DELETE FROM timers WHERE instance = @0 AND execution = @1 AND task = @2", instance, execution, taskId);

    public static void DeleteTimers(HubConnection connection, long instance) =>
        connection.Execute("DELETE FROM timers WHERE instance = @0", instance);

    public static ActivityCall InsertActivity(
        HubConnection connection, InstanceRow instance, int taskId, string name, string version, string? input)
    {
        connection.Execute(
            "INSERT INTO activities(instance, execution, task, instance_id, name, version, input) VALUES (@0, @1, @2, @3, @4, @5, @6)",
            instance.Key,
            instance.Execution,
            taskId,
            instance.Id,
            name,
            version,
            input);
        return new(connection.LastKey, instance.Key, instance.Execution, taskId, instance.Id, name, version, input);
    }

    /// <returns>Whether the call was still there.</returns>
    public static bool DeleteActivity(HubConnection connection, long sequence) =>
        connection.Execute("DELETE FROM activities WHERE seq = @0", sequence) > 0;

    /// <summary>Withdraws all calls of an instance that have not ended.</summary>
    /// <returns>Their sequence numbers.</returns>
    public static List<long> DeleteActivities(HubConnection connection, long instance)
    {
        List<long> withdrawn = connection.Query("SELECT seq FROM activities WHERE instance = @0", ReadKey, instance);
        if (withdrawn.Count > 0)
            connection.Execute("DELETE FROM activities WHERE instance = @0", instance);
        return withdrawn;
    }

    public static void InsertHistory(HubConnection connection, long instance, int turn, string data) =>
        connection.Execute("INSERT INTO history(instance, turn, data) VALUES (@0, @1, @2)", instance, turn, data);

    public static void DeleteHistory(HubConnection connection, long instance) =>
        connection.Execute("DELETE FROM history WHERE instance = @0", instance);

    public static void UpdateInstance(HubConnection connection, InstanceRow instance) => connection.Execute(
        "UPDATE instances SET execution = @1, version = @2, status = @3, updated = @4, input = @5, output = @6, custom_status = @7, failure = @8 "
        + "WHERE key = @0",
        instance.Key,
        instance.Execution,
        instance.Version,
        (int)instance.Status,
        instance.Updated.Ticks,
        instance.Input,
        instance.Output,
        instance.CustomStatus,
        instance.Failure);

    /// <summary>Removes every trace of an instance.</summary>
    public static void DeleteInstance(HubConnection connection, long key)
    {
        DeleteHistory(connection, key);
        DeleteMessages(connection, key);
        DeleteTimers(connection, key);
        connection.Execute("DELETE FROM activities WHERE instance = @0", key);
        connection.Execute("DELETE FROM instances WHERE key = @0", key);
    }

    private static long ReadKey(SqliteDataReader reader) => reader.GetInt64(0);

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static InstanceRow ReadInstance(SqliteDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetInt64(2),
        reader.GetString(3),
        reader.GetString(4),
        (OrchestrationRuntimeStatus)reader.GetInt32(5),
        new(reader.GetInt64(6), DateTimeKind.Utc),
        new(reader.GetInt64(7), DateTimeKind.Utc),
        Text(reader, 8),
        Text(reader, 9),
        Text(reader, 10),
        Text(reader, 11),
        Text(reader, 12),
        reader.IsDBNull(13) ? null : new(reader.GetInt64(13), reader.GetInt64(14), reader.GetInt32(15), reader.GetString(16), reader.GetString(17)));
}
