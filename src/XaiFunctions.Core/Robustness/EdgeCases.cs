using XaiFunctions.Core.Games;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Robustness;

/// <summary>A kind of unusual value.</summary>
public enum EdgeCase
{
    /// <summary>The least value of the reference.</summary>
    Least,

    /// <summary>The greatest value of the reference.</summary>
    Greatest,

    /// <summary>Six standard deviations below the least value.</summary>
    FarBelow,

    /// <summary>Six standard deviations above the greatest value.</summary>
    FarAbove,

    /// <summary>No value.</summary>
    Missing,

    /// <summary>A category that the reference does not have.</summary>
    UnseenCategory,
}

/// <summary>What a model does when one column has an unusual value in all rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Case">The value put in.</param>
/// <param name="Turned">The share of rows whose decision changes; absent if the model refused the rows.</param>
/// <param name="LargestChange">The largest change of a finite score; null if the model refused the rows.</param>
/// <param name="NotFinite">The rows whose score is not a finite number.</param>
/// <param name="IsRefused">Whether the model refused the rows.</param>
public sealed record EdgeCaseResult(string Column, EdgeCase Case, Estimate Turned, double? LargestChange, long NotFinite, bool IsRefused);

/// <summary>What was counted of an unusual value over some rows; counts of other rows add to it.</summary>
/// <param name="Column">The column.</param>
/// <param name="Case">The value put in.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Turned">Those whose decision changes.</param>
/// <param name="LargestChange">The largest change of a finite score.</param>
/// <param name="NotFinite">Those whose score is not a finite number.</param>
/// <param name="IsRefused">Whether the model refused any of them.</param>
public sealed record EdgeCaseCounts(string Column, EdgeCase Case, long Rows, long Turned, double LargestChange, long NotFinite, bool IsRefused)
{
    /// <summary>The counts of both: of the same column and case.</summary>
    public EdgeCaseCounts With(EdgeCaseCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with
        {
            Rows = Rows + other.Rows,
            Turned = Turned + other.Turned,
            LargestChange = Math.Max(LargestChange, other.LargestChange),
            NotFinite = NotFinite + other.NotFinite,
            IsRefused = IsRefused || other.IsRefused,
        };
    }

    /// <summary>What the model does with the value.</summary>
    /// <param name="minimumCount">The fewest rows.</param>
    public EdgeCaseResult ToResult(int minimumCount = SmallCells.DefaultMinimumCount)
    {
        if (IsRefused)
            return new EdgeCaseResult(Column, Case, Estimate.None(Absence.NotApplicable), null, 0, true);
        Estimate share = Rows == 0 ? Estimate.None(Absence.NoRows) : Estimate.Share(Turned, Rows, minimumCount);
        return new EdgeCaseResult(Column, Case, share, LargestChange, NotFinite, false);
    }
}

/// <summary>Tries unusual values column by column.</summary>
public static class EdgeCases
{
    private const double Far = 6;

    /// <summary>Tries every case on every number, and missing values on every column. It asks the model for about 5 x columns x rows.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="space">The columns and the reference.</param>
    /// <param name="rows">Row-major: rows x columns; some dozens.</param>
    /// <param name="unseen">The code of a text that the reference does not have, as <see cref="CategoryCodes.Add"/> gives it; null leaves unseen categories out.</param>
    /// <param name="minimumCount">The fewest rows.</param>
    public static IReadOnlyList<EdgeCaseResult> Try(
        ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> rows, int? unseen = null, int minimumCount = SmallCells.DefaultMinimumCount) =>
        [.. Count(decision, space, rows, unseen).Select(counts => counts.ToResult(minimumCount))];

    /// <summary>The most rows that a row of so many columns is tried with.</summary>
    public static long MostQueries(int columns) => 1 + (6L * columns);

    /// <summary>Tries the same, and counts.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="space">The columns and the reference.</param>
    /// <param name="rows">Row-major: rows x columns; some dozens.</param>
    /// <param name="unseen">The code of a text that the reference does not have; null leaves unseen categories out.</param>
    public static IReadOnlyList<EdgeCaseCounts> Count(ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> rows, int? unseen = null)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(space);
        double[] plain = rows.ToArray(), margins = decision.Margins(plain);
        var results = new List<EdgeCaseCounts>();
        for (int column = 0; column < space.Features.Count; column++)
        {
            Feature feature = space.Features[column];
            (double deviation, double least, double greatest) = space.Spread(column);
            if (feature.Type is FeatureType.Number or FeatureType.Integer && double.IsFinite(least))
            {
                results.Add(With(EdgeCase.Least, column, least));
                results.Add(With(EdgeCase.Greatest, column, greatest));
                results.Add(With(EdgeCase.FarBelow, column, Whole(feature, least - (Far * deviation))));
                results.Add(With(EdgeCase.FarAbove, column, Whole(feature, greatest + (Far * deviation))));
            }

            if (feature.Type == FeatureType.Category && unseen is { } code)
                results.Add(With(EdgeCase.UnseenCategory, column, code));
            results.Add(With(EdgeCase.Missing, column, double.NaN));
        }

        return results;

        EdgeCaseCounts With(EdgeCase edge, int column, double value)
        {
            double[] changed = [.. plain];
            for (int row = 0; row < margins.Length; row++)
                changed[(row * space.Features.Count) + column] = value;
            return Compare(decision, margins, changed, space.Features[column].Name, edge);
        }
    }

    private static double Whole(Feature feature, double value) => feature.Type == FeatureType.Integer ? Math.Round(value) : value;

    private static EdgeCaseCounts Compare(ScoredDecision decision, double[] margins, double[] changed, string column, EdgeCase edge)
    {
        double[] others;
        try
        {
            others = decision.Margins(changed);
        }
        catch (Exception refusal) when (refusal is ModelOutputException or ModelRefusalException or ArgumentException)
        {
            // That a model says no to such a value is an answer, and in general the best one.
            return new EdgeCaseCounts(column, edge, margins.Length, 0, 0, 0, true);
        }

        long turned = 0, notFinite = 0;
        double largest = 0;
        for (int row = 0; row < margins.Length; row++)
        {
            if (!double.IsFinite(others[row]))
            {
                notFinite++;
                continue;
            }

            turned += others[row] >= 0 != margins[row] >= 0 ? 1 : 0;
            largest = Math.Max(largest, Math.Abs(others[row] - margins[row]));
        }

        return new EdgeCaseCounts(column, edge, margins.Length, turned, largest, notFinite, false);
    }
}
