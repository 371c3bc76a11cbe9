namespace XaiFunctions.Core.Games;

/// <summary>A model as an explainer sees it: rows of numeric cells in, numbers out.</summary>
/// <remarks>
/// A cell is the value itself for a number, an integer or a boolean (0 or 1), and a code for a category: equal codes mean equal
/// values, and only the model knows what they stand for. A missing value is <see cref="double.NaN"/>.
/// Implementations are safe to call from many threads at once and give the same outputs for the same rows.
/// </remarks>
public interface IModel
{
    /// <summary>The number of cells in a row.</summary>
    int ColumnCount { get; }

    /// <summary>The number of outputs explained for a row.</summary>
    int OutputCount { get; }

    /// <summary>Evaluates the model on a batch of rows.</summary>
    /// <param name="rows">Row-major: rows x <see cref="ColumnCount"/>.</param>
    /// <param name="outputs">Row-major: rows x <see cref="OutputCount"/>; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not describe the same whole number of rows.</exception>
    void Predict(ReadOnlySpan<double> rows, Span<double> outputs);
}
