namespace XaiFunctions.Onnx.Evaluation;

/// <summary>
/// Keeps batches for the next call: as many of each number of rows as threads used one at the same time. A job calls with the same few
/// numbers of rows over and over; when they change, the old ones go.
/// </summary>
internal sealed class BatchPool(Func<int, Batch> create) : IDisposable
{
    private const int MaxSizes = 8;
    private readonly Lock gate = new();
    private readonly Dictionary<int, Stack<Batch>> idle = [];
    private bool disposed;

    public Batch Rent(int rows)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (idle.TryGetValue(rows, out var stack) && stack.TryPop(out var batch))
                return batch;
        }

        return create(rows);
    }

    public void Return(Batch batch)
    {
        lock (gate)
        {
            if (disposed)
            {
                batch.Dispose();
                return;
            }

            if (!idle.TryGetValue(batch.Rows, out var stack))
            {
                if (idle.Count >= MaxSizes)
                    Clear();
                idle.Add(batch.Rows, stack = new Stack<Batch>());
            }

            stack.Push(batch);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            Clear();
        }
    }

    private void Clear()
    {
        foreach (var batch in idle.Values.SelectMany(stack => stack))
            batch.Dispose();
        idle.Clear();
    }
}
