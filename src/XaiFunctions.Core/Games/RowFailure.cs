namespace XaiFunctions.Core.Games;

/// <summary>A row that cannot be explained, because the model answers with NaN or an infinity for it or for a mixture of it with the background, or does not answer at all.</summary>
/// <param name="Row">The row, counted from 0 within its block.</param>
/// <param name="Output">The first output that is not finite, counted from 0; 0 if there was no answer.</param>
/// <param name="BackgroundRow">The background row that filled the unknown players, counted from 0; null if the row itself is at fault, or if there was no answer.</param>
public readonly record struct RowFailure(int Row, int Output, int? BackgroundRow)
{
    /// <summary>Why the model did not answer (<see cref="ModelRefusalException"/>); null if it did.</summary>
    public string? Refusal { get; init; }

    /// <summary>The failure as an exception, for callers that explain all rows or none.</summary>
    /// <param name="firstRow">The number of the block's first row in the job.</param>
    public Exception ToException(long firstRow) => Refusal is null
        ? new ModelOutputException(firstRow + Row, BackgroundRow, Output)
        : new ModelRefusalException($"Row {firstRow + Row + 1}: {Refusal}", null);

    /// <summary>A row for which the model did not answer.</summary>
    internal static RowFailure Of(int row, ModelRefusalException refusal) => new(row, 0, null) { Refusal = refusal.Message };
}
