using System.Globalization;
using System.Text;

namespace XaiFunctions.Cli.Display;

/// <summary>How far a job is.</summary>
/// <param name="Stage">What it does just now, in the app's words.</param>
/// <param name="RowsDone">Rows that are explained.</param>
/// <param name="RowsAll">Rows to explain, or null as long as the file has not been read.</param>
/// <param name="Evaluations">Coalitions valued so far, over all rows.</param>
/// <param name="RowsPerSecond">The measured rate, or null before there is one.</param>
/// <param name="Remaining">The estimated time to the end, or null before there is an estimate.</param>
internal sealed record JobProgress(string Stage, long RowsDone, long? RowsAll, long Evaluations, double? RowsPerSecond, TimeSpan? Remaining)
{
    /// <summary>The share of rows that are explained, 0 to 1.</summary>
    public double Share => RowsAll is > 0 ? Math.Clamp((double)RowsDone / RowsAll.Value, 0, 1) : 0;

    /// <summary>The progress as one line.</summary>
    public override string ToString()
    {
        var line = new StringBuilder(Stage);
        if (RowsAll is not null)
            line.Append(CultureInfo.InvariantCulture, $", {RowsDone:N0} of {RowsAll:N0} rows");
        if (Evaluations > 0)
            line.Append(CultureInfo.InvariantCulture, $", {Evaluations:N0} evaluations");
        if (RowsPerSecond is > 0)
            line.Append(CultureInfo.InvariantCulture, $", {RowsPerSecond:N1} rows/s");
        if (Remaining is { } remaining && remaining > TimeSpan.Zero)
            line.Append(CultureInfo.InvariantCulture, $", {(int)remaining.TotalMinutes}:{remaining.Seconds:00} left");
        return line.ToString();
    }
}
