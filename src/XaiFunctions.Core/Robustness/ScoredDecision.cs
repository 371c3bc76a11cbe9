using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Robustness;

/// <summary>A yes/no decision made of one output of a model: yes from a threshold on. Counts the rows that the model was asked for.</summary>
/// <param name="model">The model.</param>
/// <param name="output">Which of its outputs.</param>
/// <param name="threshold">The score from which on it is yes.</param>
public sealed class ScoredDecision(IModel model, int output, double threshold)
{
    private readonly int output = output >= 0 && output < model.OutputCount
        ? output
        : throw new ArgumentOutOfRangeException(nameof(output), output, "The model has no such output.");

    /// <summary>The number of cells in a row.</summary>
    public int ColumnCount => model.ColumnCount;

    /// <summary>The rows that the model was asked for so far.</summary>
    public long Queries { get; private set; }

    /// <summary>The scores less the threshold: not negative means yes.</summary>
    /// <param name="rows">Row-major: rows x columns.</param>
    public double[] Margins(ReadOnlySpan<double> rows)
    {
        int count = rows.Length / model.ColumnCount;
        var outputs = new double[count * model.OutputCount];
        model.Predict(rows, outputs);
        Queries += count;
        var margins = new double[count];
        for (int row = 0; row < count; row++)
            margins[row] = outputs[(row * model.OutputCount) + output] - threshold;
        return margins;
    }

    /// <summary>The score of one row less the threshold.</summary>
    public double Margin(ReadOnlySpan<double> row) => Margins(row)[0];
}
