using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Summaries;

/// <summary>
/// Counts values in at most <see cref="MostBins"/> bins of width 2^k whose edges are multiples of it. The exponent k is the smallest with which all values
/// fit, and doubling a width joins whole bins; so the counts are exact, and the same whatever the order and grouping of the values.
/// </summary>
internal sealed class DyadicHistogram
{
    public const int MostBins = 1024;

    // Finer than this share of the largest value is rounding, not distribution.
    private const int FinestBits = 40;
    private const int SmallestExponent = -1000;
    private readonly long[] counts = new long[MostBins];
    private long first;
    private long last = -1;
    private int exponent = SmallestExponent;

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>The finite values counted.</summary>
    public long Count { get; private set; }

    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;

        Widen(FinestFor(value));
        Include((long)Math.Floor(Math.ScaleB(value, -exponent)), exponent, 1);
        Include(value, value, 1);
    }

    public void Add(DyadicHistogram other)
    {
        if (other.Count == 0)
            return;

        Widen(other.exponent);
        for (long index = other.first; index <= other.last; index++)
        {
            if (other.counts[index - other.first] is > 0 and var count)
                Include(index, other.exponent, count);
        }

        Include(other.Minimum, other.Maximum, other.Count);
    }

    /// <summary>A quantile, exact to the width of a bin: values are taken as spread evenly within a bin.</summary>
    public double Quantile(double share)
    {
        double rank = share * Count;
        double passed = 0;
        double width = Math.ScaleB(1, exponent);
        for (long index = first; index <= last; index++)
        {
            long count = counts[index - first];
            if (count > 0 && passed + count >= rank)
                return Math.Clamp((index + ((rank - passed) / count)) * width, Minimum, Maximum);
            passed += count;
        }

        return Maximum;
    }

    /// <summary>The counts in the finest bins of a width 2^k of which there are at most <paramref name="most"/>.</summary>
    public Histogram ToHistogram(int most)
    {
        if (Count == 0)
            return new Histogram([], []);

        int shift = 0;
        while ((last >> shift) - (first >> shift) >= most)
            shift++;

        long lowest = first >> shift;
        var bins = new long[(last >> shift) - lowest + 1];
        for (long index = first; index <= last; index++)
            bins[(index >> shift) - lowest] += counts[index - first];
        double width = Math.ScaleB(1, exponent + shift);
        return new Histogram([.. Enumerable.Range(0, bins.Length + 1).Select(edge => (lowest + edge) * width)], bins);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(exponent);
        writer.Write(Minimum);
        writer.Write(Maximum);
        writer.Write(first);
        writer.Write(last);
        for (long index = first; index <= last; index++)
            writer.Write(counts[index - first]);
    }

    public static DyadicHistogram Read(BinaryReader reader)
    {
        var histogram = new DyadicHistogram
        {
            exponent = reader.ReadInt32(),
            Minimum = reader.ReadDouble(),
            Maximum = reader.ReadDouble(),
            first = reader.ReadInt64(),
            last = reader.ReadInt64(),
        };
        for (long index = histogram.first; index <= histogram.last; index++)
        {
            long count = reader.ReadInt64();
            histogram.counts[index - histogram.first] = count;
            histogram.Count += count;
        }

        return histogram;
    }

    private static int FinestFor(double value) =>
        value == 0 ? SmallestExponent : Math.Max(SmallestExponent, Math.ILogB(value) - FinestBits);

    private void Include(double minimum, double maximum, long count)
    {
        Minimum = Math.Min(Minimum, minimum == 0 ? 0 : minimum);
        Maximum = Math.Max(Maximum, maximum == 0 ? 0 : maximum);
        Count += count;
    }

    // The index is that of a bin of width 2^at; this histogram's bins are at least as wide, and may become wider here.
    private void Include(long index, int at, long count)
    {
        while (true)
        {
            long own = index >> Math.Min(exponent - at, 63);
            long newFirst = last < first ? own : Math.Min(first, own);
            long newLast = last < first ? own : Math.Max(last, own);
            if (newLast - newFirst >= MostBins)
            {
                Widen(exponent + 1);
                continue;
            }

            int moved = (int)(last < first ? 0 : first - newFirst);
            if (moved > 0)
            {
                Array.Copy(counts, 0, counts, moved, MostBins - moved);
                Array.Clear(counts, 0, moved);
            }

            (first, last) = (newFirst, newLast);
            counts[own - first] += count;
            return;
        }
    }

    private void Widen(int wanted)
    {
        if (wanted <= exponent)
            return;

        int shift = Math.Min(wanted - exponent, 63);
        exponent = wanted;
        if (last < first)
            return;

        long newFirst = first >> shift;
        for (long index = first; index <= last; index++)
        {
            // A bin never moves up, and what it moves onto has moved already.
            long count = counts[index - first];
            counts[index - first] = 0;
            counts[(index >> shift) - newFirst] += count;
        }

        (first, last) = (newFirst, last >> shift);
    }
}
