using XaiFunctions.App.Storage;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.App.Scoring;

/// <summary>Collects accepted rows and stores them chunk by chunk.</summary>
public sealed class ChunkWriter
{
    private readonly WorkStore work;
    private readonly string job;
    private readonly int columns;
    private readonly double[] cells;
    private readonly long[] numbers;
    private readonly long[] lines;
    private int pending;

    /// <param name="work">Where the chunks go.</param>
    /// <param name="job">The job.</param>
    /// <param name="columns">The cells in a row.</param>
    public ChunkWriter(WorkStore work, string job, int columns)
    {
        this.work = work;
        this.job = job;
        this.columns = columns;
        RowsPerChunk = RowChunks.RowsPerChunk(columns);
        cells = new double[RowsPerChunk * columns];
        numbers = new long[RowsPerChunk];
        lines = new long[RowsPerChunk];
    }

    /// <summary>Rows in a chunk.</summary>
    public int RowsPerChunk { get; }

    /// <summary>Rows kept so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The codes of the category texts of the chunk that is being filled.</summary>
    public CategoryCodes Codes { get; private set; } = new();

    /// <summary>Where the next row's cells are to be put before <see cref="KeepAsync"/> keeps them.</summary>
    public Memory<double> NextRow => cells.AsMemory(pending * columns, columns);

    /// <summary>Keeps the row whose cells stand in <see cref="NextRow"/>.</summary>
    /// <param name="row">Where it stands in the file.</param>
    /// <param name="cancellation">Stops storing.</param>
    public async ValueTask KeepAsync(ReadRow row, CancellationToken cancellation)
    {
        numbers[pending] = row.Row;
        lines[pending++] = row.Line;
        Rows++;
        if (pending == RowsPerChunk)
            await StoreAsync(cancellation);
    }

    /// <summary>Stores what is left.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        if (pending > 0)
            await StoreAsync(cancellation);
    }

    private async Task StoreAsync(CancellationToken cancellation)
    {
        var chunk = new RowChunk(columns, numbers[..pending], lines[..pending], cells[..(pending * columns)], Codes);
        using var stream = new MemoryStream();
        chunk.Write(stream);
        await work.WriteAsync(job, WorkStore.Rows((Rows - 1) / RowsPerChunk), BinaryData.FromBytes(stream.GetBuffer().AsMemory(0, (int)stream.Length)), cancellation);
        pending = 0;
        Codes = new CategoryCodes();
    }
}
