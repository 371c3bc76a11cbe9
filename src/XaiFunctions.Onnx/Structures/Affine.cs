namespace XaiFunctions.Onnx.Structures;

/// <summary>The columns of an intermediate value, each affine in the cells of a row.</summary>
/// <param name="Weights">One array of table-column weights a column of the value.</param>
/// <param name="Biases">One a column of the value.</param>
internal sealed record Affine(double[][] Weights, double[] Biases)
{
    public int Width => Biases.Length;

    /// <summary>Columns that are cells themselves.</summary>
    public static Affine Cells(IReadOnlyList<int> columns, int columnCount) => new(
        [.. columns.Select(column =>
        {
            var weights = new double[columnCount];
            weights[column] = 1;
            return weights;
        })],
        new double[columns.Count]);

    /// <summary>The table's column that each column of the value is, or null if one of them is more than a bare cell.</summary>
    public int[]? AsCells()
    {
        var cells = new int[Width];
        for (int at = 0; at < Width; at++)
        {
            cells[at] = Array.IndexOf(Weights[at], 1.0);
            if (cells[at] < 0 || Biases[at] != 0 || Weights[at].Count(weight => weight != 0) != 1)
                return null;
        }

        return cells;
    }

    /// <summary>Column by column: value * factor + offset.</summary>
    public Affine Scaled(Func<int, double> factor, Func<int, double> offset) => new(
        [.. Weights.Select((weights, at) => weights.Select(weight => weight * factor(at)).ToArray())],
        [.. Biases.Select((bias, at) => (bias * factor(at)) + offset(at))]);

    /// <summary>Column by column: this + other; a single column serves all columns of the other.</summary>
    public Affine? Plus(Affine other)
    {
        int width = Math.Max(Width, other.Width);
        if ((Width != width && Width != 1) || (other.Width != width && other.Width != 1))
            return null;

        return new(
            [.. Enumerable.Range(0, width).Select(at => Weights[at % Width].Zip(other.Weights[at % other.Width], (a, b) => a + b).ToArray())],
            [.. Enumerable.Range(0, width).Select(at => Biases[at % Width] + other.Biases[at % other.Width])]);
    }

    /// <summary>Matrix product: new column k = sum over i of value i * matrix(i, k).</summary>
    public Affine Times(int width, Func<int, int, double> matrix)
    {
        var weights = new double[width][];
        var biases = new double[width];
        for (int k = 0; k < width; k++)
        {
            weights[k] = new double[Weights.Length == 0 ? 0 : Weights[0].Length];
            for (int i = 0; i < Width; i++)
            {
                double factor = matrix(i, k);
                biases[k] += Biases[i] * factor;
                for (int column = 0; column < weights[k].Length; column++)
                    weights[k][column] += Weights[i][column] * factor;
            }
        }

        return new(weights, biases);
    }

    /// <summary>Some of the columns, or null if one of them does not exist.</summary>
    public Affine? Selected(IReadOnlyList<double> columns) => columns.All(column => column >= 0 && column < Width)
        ? new([.. columns.Select(column => Weights[(int)column])], [.. columns.Select(column => Biases[(int)column])])
        : null;
}
