namespace XaiFunctions.App.Scoring;

/// <summary>The records of a scoring file, one after the other, with the cells of the columns that were asked for by name.</summary>
public abstract class RecordSource : IDisposable
{
    /// <summary>What the format is, for the document: "CSV with ;", "JSON Lines".</summary>
    public abstract string Format { get; }

    /// <summary>The column names: a CSV file's header, the names in a JSON Lines file's first record.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>The 1-based number of the data record that was read last.</summary>
    public long Row { get; protected set; }

    /// <summary>The 1-based line at which that record begins.</summary>
    public long Line { get; protected set; }

    /// <summary>Why that record as a whole cannot be used, or null.</summary>
    public string? Problem { get; protected set; }

    /// <summary>Says which columns are read, and in which order <see cref="TryCell"/> numbers them.</summary>
    /// <param name="names">The columns that there must be.</param>
    /// <param name="optional">A column after them that there need not be; its cells are then missing.</param>
    /// <exception cref="InvalidInputException">The file's header lacks some of the names.</exception>
    public abstract void Select(IReadOnlyList<string> names, string? optional = null);

    /// <summary>Reads the next record.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidInputException">The file cannot be read any further, or a limit is reached.</exception>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellation);

    /// <summary>One selected cell of the record: its text, or null if it is missing.</summary>
    /// <returns>False if the cell is something that no text stands for; <paramref name="problem"/> says what.</returns>
    public abstract bool TryCell(int column, out string? text, out string? problem);

    /// <summary>Writes what stands before the records: a CSV file's header, nothing of a JSON Lines file.</summary>
    public abstract void WriteHeader(TextWriter target);

    /// <summary>Writes the record that was read last, with all its columns, so that it can be read again; not for one that has a <see cref="Problem"/>.</summary>
    public abstract void WriteRecord(TextWriter target);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
