using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Tests;

/// <summary>A model made of a function of one row, which counts the rows that it is given.</summary>
internal sealed class FunctionModel(int columnCount, int outputCount, Action<ReadOnlyMemory<double>, Memory<double>> function) : IModel
{
    private long rows;

    public FunctionModel(int columnCount, Func<ReadOnlyMemory<double>, double> function)
        : this(columnCount, 1, (row, output) => output.Span[0] = function(row))
    {
    }

    public int ColumnCount => columnCount;

    public int OutputCount => outputCount;

    public long RowsEvaluated => Interlocked.Read(ref rows);

    public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
    {
        int count = rows.Length / columnCount;
        if (count * columnCount != rows.Length || count * outputCount != outputs.Length)
            throw new ArgumentException("The lengths do not fit.");

        Interlocked.Add(ref this.rows, count);
        var row = new double[columnCount];
        var output = new double[outputCount];
        for (int i = 0; i < count; i++)
        {
            rows.Slice(i * columnCount, columnCount).CopyTo(row);
            function(row, output);
            output.CopyTo(outputs[(i * outputCount)..]);
        }
    }
}
