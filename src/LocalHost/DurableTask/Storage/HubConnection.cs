using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace XaiFunctions.LocalHost.DurableTask.Storage;

/// <summary>A connection to the task hub's database that keeps its prepared statements. For one thread at a time.</summary>
internal sealed class HubConnection : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    public HubConnection(string path, bool create)
    {
        connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        connection.Open();
        try
        {
            // A lost power supply must not lose what a caller was told is stored; WAL lets clients read while the hub writes.
            Execute("PRAGMA journal_mode = WAL");
            Execute("PRAGMA synchronous = FULL");
            Execute("PRAGMA busy_timeout = 5000");
            Execute("PRAGMA journal_size_limit = 67108864");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether a transaction is open; SQLite itself rolls back after some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>The key of the row that was inserted last.</summary>
    public long LastKey => raw.sqlite3_last_insert_rowid(connection.Handle);

    /// <summary>Runs a statement; its parameters are @0, @1, ...</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query and reads all its rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        List<T> rows = [];
        using SqliteDataReader reader = Bind(sql, values).ExecuteReader();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    public void Dispose()
    {
        foreach (SqliteCommand command in commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (int i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = "@" + i });
            commands.Add(sql, command);
        }

        for (int i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
