using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Calibration;

/// <summary>One bin of the reliability diagram. Bins that are too small to be told have edges only.</summary>
/// <param name="Low">The lower edge, not in the bin but for 0.</param>
/// <param name="High">The upper edge, in the bin.</param>
/// <param name="Count">The rows; null if too few to tell.</param>
/// <param name="MeanProbability">The mean of the probabilities; null if there are none or too few.</param>
/// <param name="Frequency">The share that is yes, with its Wilson interval.</param>
public sealed record ReliabilityBin(double Low, double High, long? Count, double? MeanProbability, Estimate Frequency);

/// <summary>
/// The Brier score in parts (Murphy 1973): <c>Brier = Reliability - Resolution + Uncertainty + WithinBins</c>, over the bins of the reliability diagram.
/// </summary>
/// <param name="Reliability">The mean over rows of (mean probability - frequency)^2 of their bin; 0 is best.</param>
/// <param name="Resolution">The mean over rows of (frequency of their bin - base rate)^2; more is better.</param>
/// <param name="Uncertainty">Base rate x (1 - base rate): what a forecast of the base rate scores.</param>
/// <param name="WithinBins">What binning leaves over (Stephenson, Coelho and Jolliffe 2008): the variance of probabilities within bins less twice their covariance with the labels.</param>
public sealed record BrierParts(double Reliability, double Resolution, double Uncertainty, double WithinBins);

/// <summary>Whether probabilities mean what they say.</summary>
public sealed record CalibrationReport
{
    /// <summary>The bins of the reliability diagram.</summary>
    public required IReadOnlyList<ReliabilityBin> Bins { get; init; }

    /// <summary>The expected calibration error: the mean over rows of |mean probability - frequency| of their bin (Naeini et al. 2015; Guo et al. 2017), 0 to 1.</summary>
    public required Estimate ExpectedError { get; init; }

    /// <summary>What the expected calibration error would come to by chance were the probabilities perfect; compare it with that, not with 0.</summary>
    public double? ExpectedErrorIfPerfect { get; init; }

    /// <summary>The largest |mean probability - frequency| of a bin that may be told.</summary>
    public required Estimate MaximumError { get; init; }

    /// <summary>The expected calibration error over as many bins of equal counts (adaptive calibration error, Nixon et al. 2019).</summary>
    public required Estimate AdaptiveError { get; init; }

    /// <summary>The Brier score in parts; null if it is absent.</summary>
    public BrierParts? Brier { get; init; }

    /// <summary>
    /// Computes all of it. Intervals: Wilson's for frequencies; for the expected errors the basic bootstrap over draws in which each bin's labels are binomial at its
    /// frequency, cut at 0; the maximum error has the interval of its own bin.
    /// </summary>
    public static CalibrationReport Of(BinaryOutcomes outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        PerformanceOptions options = outcomes.Options;
        Absence? absence = outcomes.OutsideUnit > 0 ? Absence.NotApplicable
            : outcomes.Labelled == 0 ? outcomes.Count == 0 ? Absence.NoRows : Absence.NotApplicable
            : outcomes.Labelled < options.MinimumCount ? Absence.TooFew
            : null;
        if (absence is { } why)
            return new CalibrationReport { Bins = [], ExpectedError = Estimate.None(why), MaximumError = Estimate.None(why), AdaptiveError = Estimate.None(why) };

        ReliabilitySums[] sums = outcomes.Reliability.Bins.ToArray();
        ReliabilitySums[] equalCounts = EqualCounts(outcomes.Scores, sums.Length);
        return new CalibrationReport
        {
            Bins = Told(sums, options.MinimumCount),
            ExpectedError = ErrorWithInterval(sums, options),
            ExpectedErrorIfPerfect = ErrorByChance(sums),
            MaximumError = Maximum(sums, options.MinimumCount),
            AdaptiveError = ErrorWithInterval(equalCounts, options),
            Brier = Parts(sums),
        };
    }

    private static ReliabilityBin[] Told(ReliabilitySums[] sums, int minimumCount)
    {
        bool[] hidden = SmallCells.Hidden([.. sums.Select(bin => bin.Count)], minimumCount);
        return [.. sums.Select((bin, index) =>
        {
            double low = (double)index / sums.Length, high = (index + 1.0) / sums.Length;
            if (hidden[index])
                return new ReliabilityBin(low, high, null, null, Estimate.None(Absence.TooFew));
            return bin.Count == 0
                ? new ReliabilityBin(low, high, 0, null, Estimate.None(Absence.NoRows))
                : new ReliabilityBin(low, high, bin.Count, bin.SumOfScores / bin.Count, Estimate.Share(bin.Positives, bin.Count));
        })];
    }

    private static double Error(ReadOnlySpan<ReliabilitySums> sums)
    {
        double error = 0;
        long count = 0;
        foreach (ReliabilitySums bin in sums)
        {
            error += Math.Abs(bin.SumOfScores - bin.Positives);
            count += bin.Count;
        }

        return error / count;
    }

    private static Estimate ErrorWithInterval(ReliabilitySums[] sums, PerformanceOptions options)
    {
        double error = Error(sums);
        var draws = new Draws(options.Seed, 2);
        var drawn = new double[options.Draws];
        var resampled = new ReliabilitySums[sums.Length];
        for (int draw = 0; draw < drawn.Length; draw++)
        {
            for (int bin = 0; bin < sums.Length; bin++)
                resampled[bin] = sums[bin] with { Positives = sums[bin].Count == 0 ? 0 : draws.Binomial(sums[bin].Count, (double)sums[bin].Positives / sums[bin].Count) };
            drawn[draw] = Error(resampled);
        }

        Interval percentiles = Interval.OfDraws(drawn);
        return Estimate.Of(error, sums.Sum(bin => bin.Count), new Interval((2 * error) - percentiles.High, (2 * error) - percentiles.Low).Within(0, 1));
    }

    // E|deviation| of a binomial share is sqrt(2 / pi) standard deviations.
    private static double ErrorByChance(ReliabilitySums[] sums) =>
        sums.Where(bin => bin.Count > 0).Sum(bin => Math.Sqrt(2 / Math.PI * bin.SumOfScores * (1 - (bin.SumOfScores / bin.Count)))) / sums.Sum(bin => bin.Count);

    private static Estimate Maximum(ReliabilitySums[] sums, int minimumCount)
    {
        ReliabilitySums[] told = [.. sums.Where(bin => bin.Count > 0 && bin.Count >= minimumCount)];
        if (told.Length == 0)
            return Estimate.None(Absence.TooFew);

        ReliabilitySums worst = told.MaxBy(bin => Math.Abs(bin.SumOfScores - bin.Positives) / bin.Count);
        double mean = worst.SumOfScores / worst.Count;
        Interval frequency = Proportion.Wilson(worst.Positives, worst.Count);
        double toLow = mean - frequency.High, toHigh = mean - frequency.Low;
        double least = toLow <= 0 && toHigh >= 0 ? 0 : Math.Min(Math.Abs(toLow), Math.Abs(toHigh));
        return Estimate.Of(
            Math.Abs(worst.SumOfScores - worst.Positives) / worst.Count, worst.Count, new Interval(least, Math.Max(Math.Abs(toLow), Math.Abs(toHigh))));
    }

    private static ReliabilitySums[] EqualCounts(ScoreTable scores, int bins)
    {
        var sums = new ReliabilitySums[bins];
        long labelled = scores.Positives + scores.Negatives, passed = 0;
        foreach (ScoreCell cell in scores.ToCells())
        {
            // A score belongs to one bin as a whole: that of its middle rank.
            long count = cell.Positives + cell.Negatives;
            int bin = (int)Math.Min(bins - 1, (passed + (count / 2)) * bins / labelled);
            sums[bin] += new ReliabilitySums(count, cell.Positives, count * cell.Mean, count * cell.Mean * cell.Mean, cell.Positives * cell.Mean);
            passed += count;
        }

        return sums;
    }

    private static BrierParts Parts(ReliabilitySums[] sums)
    {
        double n = sums.Sum(bin => bin.Count), rate = sums.Sum(bin => bin.Positives) / n, reliability = 0, resolution = 0, within = 0;
        foreach (ReliabilitySums bin in sums.Where(bin => bin.Count > 0))
        {
            double mean = bin.SumOfScores / bin.Count, frequency = (double)bin.Positives / bin.Count;
            reliability += bin.Count * (mean - frequency) * (mean - frequency) / n;
            resolution += bin.Count * (frequency - rate) * (frequency - rate) / n;
            within += (bin.SumOfSquares - (bin.Count * mean * mean) - (2 * (bin.SumOfPositiveScores - (bin.Positives * mean)))) / n;
        }

        return new BrierParts(reliability, resolution, rate * (1 - rate), within);
    }
}
