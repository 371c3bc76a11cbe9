namespace XaiFunctions.Core.Games;

/// <summary>A row that cannot be explained, because the model answers with NaN or an infinity for it or for a mixture of it with the background.</summary>
/// <param name="Row">The row, counted from 0 within its block.</param>
/// <param name="Output">The first output that is not finite, counted from 0.</param>
/// <param name="BackgroundRow">The background row that filled the unknown players, counted from 0; null if the row itself is at fault.</param>
public readonly record struct RowFailure(int Row, int Output, int? BackgroundRow)
{
    /// <summary>The failure as an exception, for callers that explain all rows or none.</summary>
    /// <param name="firstRow">The number of the block's first row in the job.</param>
    public ModelOutputException ToException(long firstRow) => new(firstRow + Row, BackgroundRow, Output);
}
