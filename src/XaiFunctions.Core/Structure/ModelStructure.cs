using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>A model that can say what it is made of, so that what it would answer can be worked out without asking it.</summary>
public interface IStructuredModel : IModel
{
    /// <summary>
    /// A structure that gives for every row the outputs of <see cref="IModel.Predict"/>, up to the rounding of single precision; null if the model has none
    /// of the known ones.
    /// </summary>
    ModelStructure? Structure { get; }
}

/// <summary>How outputs are made of margins.</summary>
public enum OutputTransform
{
    /// <summary>The output is the margin.</summary>
    None,

    /// <summary>1 / (1 + exp(-margin)), each margin for itself. The other class of two is a margin of the opposite sign.</summary>
    Logistic,

    /// <summary>exp(margin) over the sum of exp of all margins.</summary>
    Softmax,
}

/// <summary>What a model is made of: margins that are a simple function of a row's cells, and outputs made of the margins.</summary>
public abstract class ModelStructure
{
    private protected ModelStructure(int columnCount, int marginCount, OutputTransform transform, IReadOnlyList<int>? explained, bool singlePrecision)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columnCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(marginCount);
        ColumnCount = columnCount;
        MarginCount = marginCount;
        Transform = transform;
        Explained = explained is null ? [.. Enumerable.Range(0, marginCount)] : [.. explained];
        SinglePrecision = singlePrecision;
        if (Explained.Count == 0 || Explained.Any(margin => margin < 0 || margin >= marginCount))
            throw new ArgumentException($"The explained outputs must be among the {marginCount} margins.", nameof(explained));
    }

    /// <summary>The number of cells in a row.</summary>
    public int ColumnCount { get; }

    /// <summary>The number of margins.</summary>
    public int MarginCount { get; }

    /// <summary>How outputs are made of margins.</summary>
    public OutputTransform Transform { get; }

    /// <summary>The margin that each output of the model belongs to.</summary>
    public IReadOnlyList<int> Explained { get; }

    /// <summary>Whether the model reads cells in single precision, so that they are rounded before they are compared with anything.</summary>
    public bool SinglePrecision { get; }

    /// <summary>The margins of a row.</summary>
    /// <param name="row">The row's cells.</param>
    /// <param name="margins">One number a margin; overwritten.</param>
    public abstract void Margins(ReadOnlySpan<double> row, Span<double> margins);

    /// <summary>Makes the outputs of the margins.</summary>
    /// <param name="margins">One number a margin.</param>
    /// <param name="outputs">One number an output of the model; overwritten.</param>
    public void Outputs(ReadOnlySpan<double> margins, Span<double> outputs)
    {
        double largest = double.NegativeInfinity, sum = 0;
        if (Transform == OutputTransform.Softmax)
        {
            foreach (double margin in margins)
                largest = Math.Max(largest, margin);
            foreach (double margin in margins)
                sum += Math.Exp(margin - largest);
        }

        for (int output = 0; output < Explained.Count; output++)
        {
            double margin = margins[Explained[output]];
            outputs[output] = Transform switch
            {
                OutputTransform.Logistic => 1 / (1 + Math.Exp(-margin)),
                OutputTransform.Softmax => Math.Exp(margin - largest) / sum,
                _ => margin,
            };
        }
    }

    /// <summary>A cell as the model reads it.</summary>
    protected double Read(double cell) => SinglePrecision ? (float)cell : cell;
}
