namespace XaiFunctions.Cli.Hosting;

/// <summary>What the host prints: kept in a file, its last lines also for an error message.</summary>
internal sealed class HostLog : IDisposable
{
    private const int TailLines = 8;

    private readonly Lock gate = new();
    private readonly Queue<string> tail = new();
    private readonly StreamWriter file;
    private readonly string path;
    private readonly Action<string>? echo;
    private bool closed;

    /// <param name="directory">The file's folder, which exists.</param>
    /// <param name="echo">Receives each line too, or null.</param>
    public HostLog(string directory, Action<string>? echo)
    {
        this.echo = echo;
        path = Path.Combine(directory, "host.log");
        file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
    }

    /// <summary>Takes a line.</summary>
    public void Write(string line)
    {
        lock (gate)
        {
            if (closed)
                return;

            file.WriteLine(line);
            tail.Enqueue(line);
            if (tail.Count > TailLines)
                tail.Dequeue();
        }

        echo?.Invoke(line);
    }

    /// <summary>The last lines and where the rest is.</summary>
    public string Tail()
    {
        lock (gate)
            return $"Its last lines (all are in {path}):{Environment.NewLine}{string.Join(Environment.NewLine, tail)}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            file.Dispose();
        }
    }
}
