using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>
/// Predictions of a number with the actual values that have arrived, in flat memory, merged with those of other rows. Rows go in turn to 20 groups, whose delete-one-group jackknife
/// gives intervals to what is no plain mean.
/// </summary>
/// <param name="quantile">The quantile of the target that the predictions are meant to be, for the pinball loss; 0.5 (the median) makes it half of the absolute error.</param>
public sealed class RegressionOutcomes(double quantile = 0.5)
{
    private const int Groups = 20;
    private readonly GroupSums[] groups = new GroupSums[Groups];
    private readonly double quantile = quantile is > 0 and < 1 ? quantile : throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "A quantile lies between 0 and 1.");

    /// <summary>The rows with prediction and actual value.</summary>
    public long Count { get; private set; }

    /// <summary>The rows without a finite actual value.</summary>
    public long Unlabelled { get; private set; }

    /// <summary>The rows without a finite prediction.</summary>
    public long WithoutPrediction { get; private set; }

    /// <summary>The rows with a prediction interval and an actual value.</summary>
    public long WithInterval { get; private set; }

    /// <summary>Those of them whose actual value lies in it, the ends included.</summary>
    public long Covered { get; private set; }

    /// <summary>Counts a row.</summary>
    /// <param name="prediction">The prediction; NaN and infinities count as none.</param>
    /// <param name="actual">The actual value; NaN if it has not arrived.</param>
    public void Add(double prediction, double actual)
    {
        if (!double.IsFinite(prediction))
            WithoutPrediction++;
        else if (!double.IsFinite(actual))
            Unlabelled++;
        else
            groups[Count++ % Groups].Add(prediction, actual, quantile);
    }

    /// <summary>Counts a row whose prediction is an interval, for its coverage.</summary>
    public void AddInterval(Interval predicted, double actual)
    {
        if (!double.IsFinite(actual) || double.IsNaN(predicted.Low) || double.IsNaN(predicted.High))
            return;

        WithInterval++;
        Covered += predicted.Contains(actual) ? 1 : 0;
    }

    /// <summary>Adds the outcomes of other rows.</summary>
    public void Merge(RegressionOutcomes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int group = 0; group < Groups; group++)
            groups[group].Add(other.groups[group]);
        Count += other.Count;
        Unlabelled += other.Unlabelled;
        WithoutPrediction += other.WithoutPrediction;
        WithInterval += other.WithInterval;
        Covered += other.Covered;
    }

    /// <summary>Writes the sums.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (long count in (ReadOnlySpan<long>)[Count, Unlabelled, WithoutPrediction, WithInterval, Covered])
            writer.Write(count);
        foreach (GroupSums group in groups)
            group.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static RegressionOutcomes Read(BinaryReader reader, double quantile = 0.5)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var outcomes = new RegressionOutcomes(quantile)
        {
            Count = reader.ReadInt64(),
            Unlabelled = reader.ReadInt64(),
            WithoutPrediction = reader.ReadInt64(),
            WithInterval = reader.ReadInt64(),
            Covered = reader.ReadInt64(),
        };
        for (int group = 0; group < Groups; group++)
            outcomes.groups[group] = GroupSums.Read(reader);
        return outcomes;
    }

    /// <summary>The metrics of all rows.</summary>
    /// <param name="minimumCount">The fewest rows that are reported.</param>
    public RegressionPerformance ToPerformance(int minimumCount = Privacy.SmallCells.DefaultMinimumCount)
    {
        GroupSums all = Without(-1);
        return new RegressionPerformance(
            Privacy.SmallCells.Told(Count, minimumCount),
            all.AbsoluteErrors.ToEstimate(minimumCount),
            Jackknife(sums => Math.Sqrt(sums.SquaredErrors.Mean), minimumCount, 0, double.PositiveInfinity),
            all.Actuals.Count > 0 && all.Actuals.SquaredDeviations == 0 && Count >= minimumCount
                ? Estimate.None(Absence.Constant, Count)
                : Jackknife(sums => 1 - (sums.SquaredErrors.Sum / sums.Actuals.SquaredDeviations), minimumCount, double.NegativeInfinity, 1),
            all.Errors.ToEstimate(minimumCount),
            all.PinballLosses.ToEstimate(minimumCount),
            Estimate.Share(Covered, WithInterval, minimumCount));
    }

    private GroupSums Without(int left)
    {
        var sums = default(GroupSums);
        for (int group = 0; group < Groups; group++)
        {
            if (group != left)
                sums.Add(groups[group]);
        }

        return sums;
    }

    // Miller 1974; t with one degree of freedom less than groups.
    private Estimate Jackknife(Func<GroupSums, double> statistic, int minimumCount, double least, double most)
    {
        if (Count < minimumCount || Count == 0)
            return Estimate.None(Count == 0 ? Absence.NoRows : Absence.TooFew);

        double value = statistic(Without(-1));
        if (Count < 2 * Groups)
            return Estimate.Of(value, Count);

        double[] without = [.. Enumerable.Range(0, Groups).Select(group => statistic(Without(group)))];
        double mean = without.Average(), squares = without.Sum(one => (one - mean) * (one - mean));
        double half = StudentT.Quantile975(Groups - 1) * Math.Sqrt(squares * (Groups - 1) / Groups);
        return Estimate.Of(value, Count, double.IsFinite(half) ? new Interval(value - half, value + half).Within(least, most) : null);
    }

    private struct GroupSums
    {
        private MeanOfLosses errors;
        private MeanOfLosses absoluteErrors;
        private MeanOfLosses squaredErrors;
        private MeanOfLosses pinballLosses;
        private MeanOfLosses actuals;

        public readonly MeanOfLosses Errors => errors;

        public readonly MeanOfLosses AbsoluteErrors => absoluteErrors;

        public readonly MeanOfLosses SquaredErrors => squaredErrors;

        public readonly MeanOfLosses PinballLosses => pinballLosses;

        public readonly MeanOfLosses Actuals => actuals;

        public void Add(double prediction, double actual, double quantile)
        {
            double error = prediction - actual;
            errors.Add(error);
            absoluteErrors.Add(Math.Abs(error));
            squaredErrors.Add(error * error);
            pinballLosses.Add(error <= 0 ? -quantile * error : (1 - quantile) * error);
            actuals.Add(actual);
        }

        public void Add(in GroupSums other)
        {
            errors.Add(other.errors);
            absoluteErrors.Add(other.absoluteErrors);
            squaredErrors.Add(other.squaredErrors);
            pinballLosses.Add(other.pinballLosses);
            actuals.Add(other.actuals);
        }

        public readonly void Write(BinaryWriter writer)
        {
            errors.Write(writer);
            absoluteErrors.Write(writer);
            squaredErrors.Write(writer);
            pinballLosses.Write(writer);
            actuals.Write(writer);
        }

        public static GroupSums Read(BinaryReader reader) => new()
        {
            errors = MeanOfLosses.Read(reader),
            absoluteErrors = MeanOfLosses.Read(reader),
            squaredErrors = MeanOfLosses.Read(reader),
            pinballLosses = MeanOfLosses.Read(reader),
            actuals = MeanOfLosses.Read(reader),
        };
    }
}
