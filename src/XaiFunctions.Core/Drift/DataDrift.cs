using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Drift;

/// <summary>The drift of all columns of a table, with the number of tests taken into account.</summary>
/// <param name="Columns">Every column, in the order given, with its adjusted p value and the verdict by it.</param>
/// <param name="Measured">The columns that could be measured.</param>
/// <param name="DriftedCount">Those of them that have drifted.</param>
/// <param name="DriftedShare">Drifted over measured; 0 if none could be measured.</param>
/// <param name="Drifted">Whether that share reaches <see cref="DriftOptions.DataDriftShare"/>.</param>
public sealed record DataDrift(IReadOnlyList<ColumnDrift> Columns, int Measured, int DriftedCount, double DriftedShare, bool Drifted)
{
    /// <summary>Adjusts the columns' p values (Benjamini and Hochberg 1995), decides for each column anew, and counts.</summary>
    /// <param name="columns">What was measured for each column with the same options.</param>
    /// <param name="options">The options; default: <see cref="DriftOptions"/>'s.</param>
    public static DataDrift Of(IReadOnlyList<ColumnDrift> columns, DriftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        options ??= new DriftOptions();
        options.Validate();
        double[] adjusted = BenjaminiHochberg.Adjust([.. columns.Select(column => column.PValue ?? double.NaN)]);
        ColumnDrift[] decided = [.. columns.Select((column, index) => column.PValue is null ? column : column with
        {
            AdjustedPValue = adjusted[index],
            Drifted = column.CrossesThreshold && adjusted[index] < options.Significance,
        })];
        int measured = decided.Count(column => column.Status == DriftStatus.Measured), drifted = decided.Count(column => column.Drifted);
        double share = measured > 0 ? (double)drifted / measured : 0;
        return new DataDrift(decided, measured, drifted, share, measured > 0 && share >= options.DataDriftShare);
    }
}
