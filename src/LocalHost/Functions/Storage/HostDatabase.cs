using Microsoft.Data.Sqlite;
using XaiFunctions.LocalHost.Functions.Hosting;

namespace XaiFunctions.LocalHost.Functions.Storage;

/// <summary>What the host itself must remember over restarts, in <c>host.db</c> in the state directory: each write is on disk when it returns.</summary>
internal sealed class HostDatabase : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Lock gate = new();

    public HostDatabase(HostSettings settings)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(settings.StateDirectory);
        string path = Path.Combine(settings.StateDirectory, "host.db");
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("PRAGMA busy_timeout = 5000");
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">The statement, with parameters <c>$1</c>, <c>$2</c> and so on.</param>
    /// <param name="values">The parameters' values.</param>
    public void Execute(string sql, params object[] values)
    {
        lock (gate)
        {
            using var command = Command(sql, values);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Runs a statement and reads its rows.</summary>
    public IReadOnlyList<T> Query<T>(Func<SqliteDataReader, T> read, string sql, params object[] values)
    {
        lock (gate)
        {
            using var command = Command(sql, values);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(read(reader));
            return rows;
        }
    }

    public void Dispose()
    {
        lock (gate)
            connection.Dispose();
    }

    private SqliteCommand Command(string sql, object[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        return command;
    }
}
