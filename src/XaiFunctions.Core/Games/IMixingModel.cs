namespace XaiFunctions.Core.Games;

/// <summary>
/// A model that can put masked rows together in the form in which it reads them, so that cells are brought into that form once for each row, not once for every mixture of
/// a row and a background row.
/// </summary>
public interface IMixingModel : IModel
{
    /// <summary>Room for mixtures.</summary>
    /// <param name="background">The rows that the other cells come from.</param>
    /// <param name="masks">Row-major: masks x columns; which cells come from the row.</param>
    /// <param name="capacity">The most mixtures wanted at once.</param>
    /// <returns>Null if there is no better way than <see cref="IModel.Predict"/>.</returns>
    IMixer? CreateMixer(Background background, ReadOnlySpan<bool> masks, int capacity);
}

/// <summary>Mixes one row after another with a background and evaluates the mixtures. For one thread at a time.</summary>
public interface IMixer : IDisposable
{
    /// <summary>The most mixtures at once: as many as were wanted, or fewer if these are better for the model.</summary>
    int Capacity { get; }

    /// <summary>Takes the row that is mixed from now on.</summary>
    /// <param name="row">The row's cells.</param>
    void Begin(ReadOnlySpan<double> row);

    /// <summary>Puts mixtures with one background row into places.</summary>
    /// <param name="place">The first place; places are filled from 0 on, one after another.</param>
    /// <param name="masks">The mask of each mixture.</param>
    /// <param name="backgroundRow">The background row.</param>
    void Mix(int place, ReadOnlySpan<int> masks, int backgroundRow);

    /// <summary>Evaluates the mixtures in the first places, with the outputs that <see cref="IModel.Predict"/> gives for them, up to the rounding of single precision.</summary>
    /// <param name="count">How many.</param>
    /// <param name="outputs">Row-major: mixtures x outputs; overwritten.</param>
    void Predict(int count, Span<double> outputs);
}
