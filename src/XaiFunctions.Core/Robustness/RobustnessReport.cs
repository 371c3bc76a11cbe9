using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Robustness;

/// <summary>How decisions hold when no column changes by more than so many quantiles.</summary>
/// <param name="Epsilon">The most that a column changes, in quantiles of the reference.</param>
/// <param name="Held">The share of rows whose decision no attack turned. An upper bound of the true robustness.</param>
/// <param name="RobustAccuracy">The share of rows that are decided rightly and whose decision no attack turned; absent without labels. An upper bound too.</param>
/// <param name="HeldUnderNoise">The share of rows whose decision none of the random changes turned: what chance does, against which the attacks are to be seen.</param>
public sealed record RobustnessLevel(double Epsilon, Estimate Held, Estimate RobustAccuracy, Estimate HeldUnderNoise);

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
        double[] least = new double[count];
        var right = new bool[count];
        var noisy = new bool[options.Epsilons.Count, count];
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<double> cells = rows.Slice(row * columns, columns);
            bool isYes = decision.Margin(cells) >= 0;
            right[row] = labels.Length > 0 && labels[row] == isYes;
            least[row] = HopSkipJump.Attack(decision, space, cells, options, (ulong)row);
            for (int level = 0; level < options.Epsilons.Count; level++)
            {
                // What turns at a smaller size turns at a larger one.
                if (least[row] > options.Epsilons[level])
                    least[row] = Math.Min(least[row], SquareAttack.Attack(decision, space, cells, options.Epsilons[level], options, (ulong)row));
                noisy[level, row] = IsTurnedByNoise(decision, space, cells, isYes, options, level, row);
            }
        }

        int minimum = options.MinimumCount;
        Estimate ShareOf(Func<int, bool> isIn) => count == 0 ? Estimate.None(Absence.NoRows) : Estimate.Share(Enumerable.Range(0, count).Count(isIn), count, minimum);
        bool hasLabels = labels.Length > 0;
        RobustnessLevel[] levels = [.. options.Epsilons.Select((epsilon, level) => new RobustnessLevel(
            epsilon,
            ShareOf(row => least[row] > epsilon),
            hasLabels ? ShareOf(row => right[row] && least[row] > epsilon) : Estimate.None(Absence.NotApplicable),
            ShareOf(row => !noisy[level, row])))];
        return new RobustnessReport(
            levels, hasLabels ? ShareOf(row => right[row]) : Estimate.None(Absence.NotApplicable), Median(least, minimum), SmallCells.Told(count, minimum), decision.Queries - before, options.Seed);
    }

    private static bool IsTurnedByNoise(ScoredDecision decision, QuantileSpace space, ReadOnlySpan<double> row, bool isYes, RobustnessOptions options, int level, int key)
    {
        var draws = new Draws(options.Seed, 300 + (ulong)((key * options.Epsilons.Count) + level));
        double[] start = space.ToQuantiles(row), moved = new double[start.Length], rows = new double[options.NoiseDraws * row.Length];
        for (int draw = 0; draw < options.NoiseDraws; draw++)
        {
            for (int column = 0; column < moved.Length; column++)
                moved[column] = Math.Clamp(start[column] + (options.Epsilons[level] * ((2 * draws.Uniform()) - 1)), 0, 1);
            space.ToRow(row, start, moved, rows.AsSpan(draw * row.Length, row.Length));
        }

        return decision.Margins(rows).Any(margin => margin >= 0 != isYes);
    }

    // The interval of order statistics: ranks n/2 -+ 1.96 sqrt(n)/2.
    private static Estimate Median(double[] least, int minimum)
    {
        if (least.Length == 0)
            return Estimate.None(Absence.NoRows);
        if (least.Length < minimum)
            return Estimate.None(Absence.TooFew);
        double[] sorted = [.. least.Order()];
        int n = sorted.Length;
        double half = StudentT.NormalQuantile975 * Math.Sqrt(n) / 2;
        double middle = n % 2 == 1 ? sorted[n / 2] : double.IsInfinity(sorted[n / 2]) ? sorted[n / 2] : (sorted[(n / 2) - 1] + sorted[n / 2]) / 2;
        return Estimate.Of(middle, n, new Interval(sorted[Math.Max(0, (int)Math.Floor((n / 2.0) - half))], sorted[Math.Min(n - 1, (int)Math.Ceiling((n / 2.0) + half))]));
    }
}
