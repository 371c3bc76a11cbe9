namespace XaiFunctions.Core.Games;

/// <summary>A model answered with NaN or an infinity, of which no attribution can be made. The message names the place, never the values.</summary>
/// <param name="row">The row being explained, counted from 0 over the rows of the job, or null if a background row itself is at fault.</param>
/// <param name="backgroundRow">The background row that filled the unknown players, counted from 0, or null if none did.</param>
/// <param name="output">The output, counted from 0.</param>
public sealed class ModelOutputException(long? row, int? backgroundRow, int output)
    : Exception(Describe(row, backgroundRow, output))
{
    /// <summary>The row being explained, counted from 0 over the rows of the job, or null if a background row itself is at fault.</summary>
    public long? Row { get; } = row;

    /// <summary>The background row that filled the unknown players, counted from 0, or null if none did.</summary>
    public int? BackgroundRow { get; } = backgroundRow;

    /// <summary>The output, counted from 0.</summary>
    public int Output { get; } = output;

    private static string Describe(long? row, int? backgroundRow, int output) => (row, backgroundRow) switch
    {
        (null, _) => $"Output {output + 1} of the model is not a finite number for background row {backgroundRow + 1}.",
        (_, null) => $"Output {output + 1} of the model is not a finite number for row {row + 1}.",
        _ => $"Output {output + 1} of the model is not a finite number for row {row + 1} mixed with background row {backgroundRow + 1}.",
    };
}
