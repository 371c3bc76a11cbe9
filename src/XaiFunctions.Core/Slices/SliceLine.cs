using System.Numerics;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Slices;

/// <summary>
/// Finds the slices on which an error is worst for their size: SliceLine (Sagadeeva and Boehm 2021). The score of a slice S of n rows is
/// <c>alpha (mean error of S / mean error - 1) - (1 - alpha)(n / |S| - 1)</c> (eq. 5). Conjunctions are enumerated level by level; a slice is only looked at if all slices with one
/// predicate less have enough rows and an error, and if the bound on its score from their sizes, sums and greatest errors (eq. 8) can still reach the best ones.
/// </summary>
public static class SliceLine
{
    /// <summary>Searches.</summary>
    /// <param name="table">The columns.</param>
    /// <param name="errors">One error a row, not negative: 0 or 1 for decisions, a squared or absolute error, a calibration gap, |attribution|.</param>
    /// <param name="options">How; default: <see cref="SliceOptions"/>'s.</param>
    /// <exception cref="ArgumentException">An error is negative or not finite, their number is not that of the rows, or an option is out of its range.</exception>
    public static SliceReport Find(SliceTable table, ReadOnlySpan<double> errors, SliceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new SliceOptions();
        options.Validate();
        if (errors.Length != table.RowCount)
            throw new ArgumentException($"{errors.Length} errors for {table.RowCount} rows.", nameof(errors));

        var whole = default(Sums);
        foreach (double error in errors)
        {
            if (!(error >= 0 && double.IsFinite(error)))
                throw new ArgumentException("An error is negative or not finite.", nameof(errors));
            whole.Add(error);
        }

        Absence? absence = whole.Count == 0 ? Absence.NoRows : whole.Count < options.MinimumCount ? Absence.TooFew : whole.Error == 0 ? Absence.Constant : null;
        return absence is { } why
            ? new SliceReport([], why == Absence.Constant ? 0 : null, 0, true, why)
            : new Search(table, errors.ToArray(), whole, options).Run();
    }

    /// <summary>Measures one slice on other rows, such as those of the next sweep.</summary>
    /// <param name="isIn">Whether a row is in the slice.</param>
    /// <param name="errors">One error a row.</param>
    /// <param name="minimumCount">The fewest rows.</param>
    /// <returns>The mean error of the slice and its excess over all other rows.</returns>
    public static (Estimate MeanError, Estimate Excess) Measure(ReadOnlySpan<bool> isIn, ReadOnlySpan<double> errors, int minimumCount = Privacy.SmallCells.DefaultMinimumCount)
    {
        if (isIn.Length != errors.Length)
            throw new ArgumentException($"{errors.Length} errors for {isIn.Length} rows.", nameof(errors));

        Sums slice = default, rest = default;
        for (int row = 0; row < errors.Length; row++)
        {
            if (isIn[row])
                slice.Add(errors[row]);
            else
                rest.Add(errors[row]);
        }

        return (slice.ToEstimate(minimumCount), Sums.Excess(slice, rest, minimumCount));
    }

    internal static double Score(double alpha, double meanError, double sliceError, double sliceCount, double count) =>
        (alpha * ((sliceError / sliceCount / meanError) - 1)) - ((1 - alpha) * ((count / sliceCount) - 1));

    internal struct Sums
    {
        public long Count;
        public double Error;
        public double Squares;
        public double Most;

        public void Add(double error)
        {
            Count++;
            Error += error;
            Squares += error * error;
            Most = Math.Max(Most, error);
        }

        public readonly Sums Without(in Sums part) => new() { Count = Count - part.Count, Error = Error - part.Error, Squares = Squares - part.Squares };

        public readonly double Variance => Count < 2 ? 0 : Math.Max(0, (Squares - (Error * Error / Count)) / (Count - 1));

        public readonly Estimate ToEstimate(int minimumCount) => Count == 0 ? Estimate.None(Absence.NoRows)
            : Count < minimumCount ? Estimate.None(Absence.TooFew)
            : Estimate.Of(Error / Count, Count, Interval.Around(Error / Count, Math.Sqrt(Variance / Count)));

        public static Estimate Excess(in Sums slice, in Sums rest, int minimumCount)
        {
            if (slice.Count == 0 || rest.Count == 0)
                return Estimate.None(Absence.NoRows);
            if (Math.Min(slice.Count, rest.Count) < minimumCount)
                return Estimate.None(Absence.TooFew);
            double excess = (slice.Error / slice.Count) - (rest.Error / rest.Count);
            return Estimate.Of(excess, slice.Count, Interval.Around(excess, Math.Sqrt((slice.Variance / slice.Count) + (rest.Variance / rest.Count))));
        }
    }

    private sealed record Candidate(int[] Predicates, Sums Sums, double Score);

    private sealed class Search(SliceTable table, double[] errors, Sums whole, SliceOptions options)
    {
        private readonly double meanError = whole.Error / whole.Count;
        private readonly List<Candidate> best = [];
        private int evaluated;
        private bool isComplete = true;

        public SliceReport Run()
        {
            List<Candidate> level = [];
            for (int predicate = 0; predicate < table.Predicates.Count; predicate++)
                Evaluate([predicate], table.Predicates[predicate].Rows, level);
            for (int depth = 2; depth <= options.Depth && level.Count > 1; depth++)
                level = Deeper(level);

            return new SliceReport([.. best.Select(ToSlice)], meanError, evaluated, isComplete, null);
        }

        // Slices that share all predicates but the last are joined, as frequent item sets are (Agrawal and Srikant 1994).
        private List<Candidate> Deeper(List<Candidate> level)
        {
            var known = new Dictionary<string, Candidate>(StringComparer.Ordinal);
            foreach (Candidate candidate in level)
                known.Add(Key(candidate.Predicates), candidate);
            var wanted = new List<(int[] Predicates, double Bound)>();
            foreach (IGrouping<string, Candidate> family in level.GroupBy(candidate => Key(candidate.Predicates.AsSpan(0, candidate.Predicates.Length - 1))))
            {
                Candidate[] members = [.. family];
                for (int first = 0; first < members.Length; first++)
                {
                    for (int second = first + 1; second < members.Length; second++)
                    {
                        if (Join(members[first].Predicates, members[second].Predicates[^1], known) is { } joined)
                            wanted.Add(joined);
                    }
                }
            }

            wanted.Sort((left, right) => right.Bound.CompareTo(left.Bound));
            if (wanted.Count > options.MostCandidates)
            {
                isComplete = false;
                wanted.RemoveRange(options.MostCandidates, wanted.Count - options.MostCandidates);
            }

            var deeper = new List<Candidate>();
            var rows = new ulong[(table.RowCount + 63) / 64];
            foreach ((int[] predicates, double bound) in wanted)
            {
                // The best ones may have risen since the bound was taken.
                if (bound < Threshold)
                    continue;
                table.Predicates[predicates[0]].Rows.CopyTo(rows, 0);
                foreach (int predicate in predicates.AsSpan(1))
                    TensorAnd(rows, table.Predicates[predicate].Rows);
                Evaluate(predicates, rows, deeper);
            }

            return [.. deeper.OrderBy(candidate => candidate.Predicates, PredicateOrder)];
        }

        private static readonly Comparer<int[]> PredicateOrder = Comparer<int[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));

        private double Threshold => best.Count < options.Top ? 0 : best[^1].Score;

        private (int[] Predicates, double Bound)? Join(int[] first, int last, Dictionary<string, Candidate> known)
        {
            if (table.Predicates[first[^1]].Column == table.Predicates[last].Column)
                return null;

            int[] joined = [.. first, last];
            long count = long.MaxValue;
            double error = double.PositiveInfinity, most = double.PositiveInfinity;
            for (int left = 0; left < joined.Length; left++)
            {
                int[] parent = [.. joined.Where((_, index) => index != left)];
                if (!known.TryGetValue(Key(parent), out Candidate? candidate))
                    return null;
                count = Math.Min(count, candidate.Sums.Count);
                error = Math.Min(error, candidate.Sums.Error);
                most = Math.Min(most, candidate.Sums.Most);
            }

            double bound = Bound(count, error, most);
            return bound > 0 && bound >= Threshold ? (joined, bound) : null;
        }

        // The highest score of any slice within these limits: the error grows with the size up to error / most, then not any more.
        private double Bound(double count, double error, double most)
        {
            double At(double size) => Score(options.Alpha, meanError, Math.Min(error, size * most), size, whole.Count);
            double least = options.MinimumCount;
            return Math.Max(At(least), Math.Max(At(Math.Clamp(error / most, least, count)), At(count)));
        }

        private void Evaluate(int[] predicates, ulong[] rows, List<Candidate> level)
        {
            evaluated++;
            var sums = default(Sums);
            for (int word = 0; word < rows.Length; word++)
            {
                for (ulong bits = rows[word]; bits != 0; bits &= bits - 1)
                    sums.Add(errors[(64 * word) + BitOperations.TrailingZeroCount(bits)]);
            }

            if (sums.Count < options.MinimumCount || sums.Error == 0)
                return;

            var candidate = new Candidate(predicates, sums, Score(options.Alpha, meanError, sums.Error, sums.Count, whole.Count));
            level.Add(candidate);
            if (!(candidate.Score > 0))
                return;

            int place = best.FindIndex(other => Precedes(candidate, other));
            best.Insert(place < 0 ? best.Count : place, candidate);
            if (best.Count > options.Top)
                best.RemoveAt(best.Count - 1);
        }

        private static bool Precedes(Candidate left, Candidate right) => left.Score != right.Score ? left.Score > right.Score
            : left.Predicates.Length != right.Predicates.Length ? left.Predicates.Length < right.Predicates.Length
            : left.Predicates.AsSpan().SequenceCompareTo(right.Predicates) < 0;

        private Slice ToSlice(Candidate candidate)
        {
            Sums slice = candidate.Sums, rest = whole.Without(slice);
            double spread = slice.Variance + rest.Variance;
            double? effect = rest.Count > 0 && spread > 0 ? Math.Sqrt(2) * ((slice.Error / slice.Count) - (rest.Error / rest.Count)) / Math.Sqrt(spread) : null;
            return new Slice(
                [.. candidate.Predicates.Select(predicate => table.Predicates[predicate].Predicate)],
                slice.Count,
                candidate.Score,
                slice.ToEstimate(options.MinimumCount),
                Sums.Excess(slice, rest, options.MinimumCount),
                effect);
        }

        private static string Key(ReadOnlySpan<int> predicates) => string.Join(',', predicates.ToArray());

        private static void TensorAnd(ulong[] rows, ulong[] others) => System.Numerics.Tensors.TensorPrimitives.BitwiseAnd<ulong>(rows, others, rows);
    }
}
