using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Robustness;

/// <summary>How decisions hold when no column changes by more than so many quantiles.</summary>
/// <param name="Epsilon">The most that a column changes, in quantiles of the reference.</param>
/// <param name="Held">The share of rows whose decision no attack turned. An upper bound of the true robustness.</param>
/// <param name="RobustAccuracy">The share of rows that are decided rightly and whose decision no attack turned; absent without labels. An upper bound too.</param>
/// <param name="AttackSuccess">The share of rightly decided rows whose decision an attack turned; of all rows without labels. A lower bound of what a better attack would reach.</param>
/// <param name="HeldUnderNoise">The share of rows whose decision none of the random changes turned: what chance does, against which the attacks are to be seen.</param>
public sealed record RobustnessLevel(double Epsilon, Estimate Held, Estimate RobustAccuracy, Estimate AttackSuccess, Estimate HeldUnderNoise);

/// <summary>How robust decisions are against small changes, as far as attacks without access to the model's inside can tell.</summary>
/// <param name="Levels">The sizes of change, ascending.</param>
/// <param name="CleanAccuracy">The share of rows decided rightly as they are; absent without labels.</param>
/// <param name="MedianLeastChange">The median over rows of the least change found that turns the decision, in quantiles; infinite if none was found for half of them. Rows without one count as infinite.</param>
/// <param name="Rows">The rows attacked; null if they are too few to tell.</param>
/// <param name="Queries">The rows that the model was asked for.</param>
/// <param name="Seed">Where the draws started from.</param>
public sealed record RobustnessReport(IReadOnlyList<RobustnessLevel> Levels, Estimate CleanAccuracy, Estimate MedianLeastChange, long? Rows, long Queries, ulong Seed)
{
    /// <summary>What the numbers are.</summary>
    public const string Note = "Found by trying: an attack that fails proves nothing, so that these shares are upper bounds of the true robustness. Nothing is certified.";

    /// <summary>Attacks rows with HopSkipJump, with the Square attack at every size, and with noise.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="space">The columns and their quantiles.</param>
    /// <param name="rows">Row-major: rows x columns; a sample of some hundred.</param>
    /// <param name="labels">The label of every row, or none.</param>
    /// <param name="options">How hard is tried; default: <see cref="RobustnessOptions"/>'s.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or an option is out of its range.</exception>
    public static RobustnessReport Of(ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> rows, ReadOnlySpan<bool> labels, RobustnessOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(space);
        options ??= new RobustnessOptions();
        options.Validate();
        int columns = decision.ColumnCount, count = rows.Length / columns;
        if (rows.Length % columns != 0 || columns != space.Features.Count || (labels.Length != 0 && labels.Length != count))
            throw new ArgumentException("Rows, columns and labels do not fit each other.", nameof(rows));

        long before = decision.Queries;
        var attacked = new RowRobustness[count];
        for (int row = 0; row < count; row++)
            attacked[row] = RowRobustness.Of(decision, space, rows.Slice(row * columns, columns), options, (ulong)row);
        bool?[] known = new bool?[count];
        for (int row = 0; row < labels.Length; row++)
            known[row] = labels[row];
        return Of(attacked, known, options, decision.Queries - before);
    }

    /// <summary>Sums up rows that were attacked one by one.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="labels">The label of each, or null if it has none.</param>
    /// <param name="options">How hard was tried.</param>
    /// <param name="queries">The rows that the model was asked for.</param>
    /// <exception cref="ArgumentException">There is not one label, or null, for each row.</exception>
    public static RobustnessReport Of(IReadOnlyList<RowRobustness> rows, IReadOnlyList<bool?> labels, RobustnessOptions options, long queries)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        if (rows.Count != labels.Count)
            throw new ArgumentException($"{labels.Count} labels for {rows.Count} rows.", nameof(labels));

        int minimum = options.MinimumCount;
        int[] all = [.. Enumerable.Range(0, rows.Count)], labelled = [.. all.Where(row => labels[row] is not null)], right = [.. labelled.Where(row => labels[row] == rows[row].IsYes)];
        bool IsTurned(int row, double epsilon) => rows[row].LeastChange <= epsilon;
        Estimate ShareOf(int[] of, Func<int, bool> isIn) => of.Length == 0 ? Estimate.None(Absence.NoRows) : Estimate.Share(of.Count(isIn), of.Length, minimum);
        Estimate OfLabelled(int[] of, Func<int, bool> isIn) => labelled.Length == 0 ? Estimate.None(Absence.NotApplicable) : ShareOf(of, isIn);
        RobustnessLevel[] levels = [.. options.Epsilons.Select((epsilon, level) => new RobustnessLevel(
            epsilon,
            ShareOf(all, row => !IsTurned(row, epsilon)),
            OfLabelled(labelled, row => labels[row] == rows[row].IsYes && !IsTurned(row, epsilon)),
            labelled.Length == 0 ? ShareOf(all, row => IsTurned(row, epsilon)) : ShareOf(right, row => IsTurned(row, epsilon)),
            ShareOf(all, row => rows[row].HeldUnderNoise[level])))];
        Estimate clean = OfLabelled(labelled, row => labels[row] == rows[row].IsYes);
        return new RobustnessReport(levels, clean, Estimate.Median([.. rows.Select(row => row.LeastChange ?? double.PositiveInfinity)], minimum), SmallCells.Told(rows.Count, minimum), queries, options.Seed);
    }
}
