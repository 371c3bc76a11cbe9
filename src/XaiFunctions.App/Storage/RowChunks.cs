using XaiFunctions.App.Models;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.App.Storage;

/// <summary>The accepted rows of a job by their index, of which one chunk is in memory at a time. Ask in rising order.</summary>
public sealed class RowChunks(WorkStore work, string job, ModelVariant model, int rowsPerChunk)
{
    // Larger chunks mean fewer requests, smaller ones less memory.
    private const int ChunkBytes = 2 << 20;
    private const int MostRows = 8192;

    private RowChunk? current;
    private long currentIndex = -1;

    /// <summary>How many rows a chunk has: about 2 MiB of cells, and whole blocks.</summary>
    public static int RowsPerChunk(int columns)
    {
        const int block = CoalitionPlan.RowsPerBlock;
        return Math.Clamp(ChunkBytes / (sizeof(double) * columns) / block * block, block, MostRows);
    }

    /// <summary>The chunk that holds a row, and the row's place in it.</summary>
    public async Task<(RowChunk Chunk, int Offset)> FindAsync(long row, CancellationToken cancellation)
    {
        long index = row / rowsPerChunk;
        if (index != currentIndex || current is null)
        {
            BinaryData content = await work.ReadAsync(job, WorkStore.Rows(index), cancellation);
            current = RowChunk.Read(content.ToStream(), model.Model.Schema, model.Codes);
            currentIndex = index;
        }

        return (current, (int)(row % rowsPerChunk));
    }
}
