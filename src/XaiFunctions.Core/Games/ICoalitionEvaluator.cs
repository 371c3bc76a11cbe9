namespace XaiFunctions.Core.Games;

/// <summary>Values a fixed list of coalitions for one row after another; used by one thread at a time.</summary>
internal interface ICoalitionEvaluator : IDisposable
{
    /// <summary>Values all coalitions for one row.</summary>
    /// <param name="row">The row's cells.</param>
    /// <param name="rowNumber">The number of the row in the job, for error messages.</param>
    /// <param name="values">Row-major: coalitions x outputs, in the explained space; overwritten.</param>
    /// <param name="deviations">
    /// How far the values move with each group of background rows (<see cref="BackgroundDeviations"/>): coalitions x outputs x groups; overwritten. Empty if not wanted.
    /// </param>
    /// <param name="cancellation">Looked at often.</param>
    /// <exception cref="ModelOutputException">The model is not finite somewhere.</exception>
    void Evaluate(ReadOnlySpan<double> row, long rowNumber, Span<double> values, Span<double> deviations, CancellationToken cancellation);
}
