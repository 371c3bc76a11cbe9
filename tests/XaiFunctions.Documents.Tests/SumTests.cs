using System.Numerics;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Summaries;

namespace XaiFunctions.Documents.Tests;

public sealed class SumTests
{
    [Fact]
    public void ExactSum_RandomNumbersOfAllSizes_EqualsTheRationalSum()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            double[] terms = [.. Enumerable.Range(0, 50).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-1070, 1000)))];
            BigInteger exact = BigInteger.Zero;
            foreach (double term in terms)
                exact += ToInteger(term);
            Assert.Equal(FromInteger(exact), Sum(terms).Value);
            Assert.Equal(Written(Sum(terms)), Written(Sum(terms.Reverse())));
        }
    }

    [Theory]
    [InlineData(new[] { 1e308, 1.0, -1e308 }, 1.0)]
    [InlineData(new[] { 1.0, 1e-16, 1e-16 }, 1.0000000000000002)]
    [InlineData(new[] { 9007199254740992.0, 1.0 }, 9007199254740992.0)]
    [InlineData(new[] { 9007199254740992.0, 1.0, 5e-324 }, 9007199254740994.0)]
    [InlineData(new[] { -1.0, -5e-324, 1.0 }, -5e-324)]
    [InlineData(new[] { -0.0 }, 0.0)]
    [InlineData(new double[0], 0.0)]
    public void ExactSum_HardCases_RoundsOnce(double[] terms, double expected) => Assert.Equal(expected, Sum(terms).Value);

    [Fact]
    public void ExactSum_AfterNaN_IsNotDefined()
    {
        ExactSum sum = Sum([1, double.PositiveInfinity, 1]);
        Assert.True(double.IsNaN(sum.Value));
        ExactSum other = Sum([1]);
        other.Add(sum);
        Assert.True(double.IsNaN(other.Value));
    }

    [Fact]
    public void ExactSum_SumOfSums_IsTheSumOfTheTermsWithTheSameBytes()
    {
        var random = new Random(2);
        double[] terms = [.. Enumerable.Range(0, 999).Select(_ => (random.NextDouble() - 0.6) * Math.Pow(10, random.Next(-20, 20)))];
        var sum = new ExactSum();
        foreach (double[] part in terms.Chunk(7))
        {
            using var stream = new MemoryStream(Written(Sum(part)));
            sum.Add(ExactSum.Read(new BinaryReader(stream)));
        }

        Assert.Equal(Sum(terms).Value, sum.Value);
        Assert.Equal(Written(Sum(terms)), Written(sum));
    }

    [Fact]
    public void DyadicHistogram_Values_AreCountedExactlyInEveryBin()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 5000).Select(_ => Math.Pow(random.NextDouble(), 3))];
        Histogram histogram = Counted(values).ToHistogram(32);
        Assert.InRange(histogram.Counts.Count, 16, 32);
        for (int bin = 0; bin < histogram.Counts.Count; bin++)
            Assert.Equal(values.Count(value => value >= histogram.Edges[bin] && value < histogram.Edges[bin + 1]), histogram.Counts[bin]);
        Array.Sort(values);
        Assert.Equal(values[2500], Counted(values).Quantile(0.5), 2.0 / 512);
    }

    [Theory]
    [InlineData(new[] { 0.0, 1.0, -1.0, 1e-300 })]
    [InlineData(new[] { 1e300, -1e300, 5.0 })]
    [InlineData(new[] { 1e6, 1e6 + 100, 1e6 + 50 })]
    [InlineData(new[] { -0.0, 0.0 })]
    [InlineData(new[] { 5e-324, 1.0 })]
    [InlineData(new[] { 42.0, 42.0 })]
    public void DyadicHistogram_AnyOrderAndGrouping_GivesTheSameBytes(double[] values)
    {
        byte[] whole = Written(Counted(values));
        Assert.Equal(whole, Written(Counted([.. values.Reverse()])));
        var merged = new DyadicHistogram();
        foreach (double value in values.Reverse())
            merged.Add(Counted([value]));
        Assert.Equal(whole, Written(merged));
        Assert.Equal(values.Length, merged.ToHistogram(32).Counts.Sum());
        using var stream = new MemoryStream(whole);
        Assert.Equal(whole, Written(DyadicHistogram.Read(new BinaryReader(stream))));
    }

    private static ExactSum Sum(IEnumerable<double> terms)
    {
        var sum = new ExactSum();
        foreach (double term in terms)
            sum.Add(term);
        return sum;
    }

    private static DyadicHistogram Counted(double[] values)
    {
        var histogram = new DyadicHistogram();
        foreach (double value in values)
            histogram.Add(value);
        return histogram;
    }

    private static byte[] Written(ExactSum sum) => Written(sum.Write);

    private static byte[] Written(DyadicHistogram histogram) => Written(histogram.Write);

    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        return stream.ToArray();
    }

    // In units of 2^-1074.
    private static BigInteger ToInteger(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        int exponent = (int)(bits >> 52);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (exponent > 0 ? 1L << 52 : 0);
        return Math.Sign(value) * (mantissa << (Math.Max(exponent, 1) - 1));
    }

    private static double FromInteger(BigInteger value)
    {
        BigInteger size = BigInteger.Abs(value);
        int cut = Math.Max(0, (int)size.GetBitLength() - 53);
        BigInteger kept = size >> cut;
        BigInteger rest = size - (kept << cut);
        BigInteger half = cut == 0 ? BigInteger.One : BigInteger.One << (cut - 1);
        if (rest > half || (rest == half && !kept.IsEven))
            kept++;
        return value.Sign * Math.ScaleB((double)kept, cut - 1074);
    }
}
