namespace XaiFunctions.Core.Calibration;

/// <summary>Sums over the rows of one bin of probabilities.</summary>
/// <param name="Count">The rows n.</param>
/// <param name="Positives">Those that are yes.</param>
/// <param name="SumOfScores">The sum of p.</param>
/// <param name="SumOfSquares">The sum of p^2.</param>
/// <param name="SumOfPositiveScores">The sum of p over those that are yes.</param>
public readonly record struct ReliabilitySums(long Count, long Positives, double SumOfScores, double SumOfSquares, double SumOfPositiveScores)
{
    /// <summary>The sums of both.</summary>
    public static ReliabilitySums operator +(ReliabilitySums left, ReliabilitySums right) => new(
        left.Count + right.Count,
        left.Positives + right.Positives,
        left.SumOfScores + right.SumOfScores,
        left.SumOfSquares + right.SumOfSquares,
        left.SumOfPositiveScores + right.SumOfPositiveScores);
}

/// <summary>Labelled probabilities in bins of equal width over 0 to 1; a bin holds its upper edge, and the first 0 as well. Merged by adding.</summary>
public sealed class ReliabilityCounts
{
    private readonly ReliabilitySums[] bins;

    /// <param name="bins">The number of bins, 1 to 10,000.</param>
    public ReliabilityCounts(int bins)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, 10_000);
        this.bins = new ReliabilitySums[bins];
    }

    /// <summary>The bins by ascending probability.</summary>
    public ReadOnlySpan<ReliabilitySums> Bins => bins;

    /// <summary>Counts a row.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <param name="label">Its label.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1.</exception>
    public void Add(double probability, bool label)
    {
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");

        // The product may be rounded to an edge or over it; what decides is the edge itself.
        int bin = Math.Clamp((int)Math.Ceiling(probability * bins.Length) - 1, 0, bins.Length - 1);
        if (bin > 0 && probability <= (double)bin / bins.Length)
            bin--;
        else if (bin < bins.Length - 1 && probability > (bin + 1.0) / bins.Length)
            bin++;
        bins[bin] += new ReliabilitySums(1, label ? 1 : 0, probability, probability * probability, label ? probability : 0);
    }

    /// <summary>Adds the counts of other rows.</summary>
    /// <exception cref="ArgumentException">The bins differ.</exception>
    public void Merge(ReliabilityCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.bins.Length != bins.Length)
            throw new ArgumentException("Counts over different bins cannot be added.", nameof(other));

        for (int bin = 0; bin < bins.Length; bin++)
            bins[bin] += other.bins[bin];
    }

    /// <summary>Writes the bins.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(bins.Length);
        foreach (ReliabilitySums bin in bins)
        {
            writer.Write(bin.Count);
            writer.Write(bin.Positives);
            writer.Write(bin.SumOfScores);
            writer.Write(bin.SumOfSquares);
            writer.Write(bin.SumOfPositiveScores);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ReliabilityCounts Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var counts = new ReliabilityCounts(reader.ReadInt32());
        for (int bin = 0; bin < counts.bins.Length; bin++)
            counts.bins[bin] = new ReliabilitySums(reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        return counts;
    }
}
