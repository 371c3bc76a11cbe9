using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Performance;

public sealed class ScoreTableTests
{
    [Fact]
    public void Add_MoreScoresThanCells_IsTheSameInAnyOrderAndGrouping()
    {
        ScoreTable forward = Fill(64, 0, 5000, 1), backward = Fill(64, 4999, -1, -1), parts = Fill(64, 0, 40, 1);
        parts.Merge(Fill(64, 40, 3000, 1));
        parts.Merge(Fill(64, 3000, 5000, 1));

        Assert.False(forward.IsExact);
        Assert.InRange(forward.ToCells().Length, 33, 64);
        Assert.InRange(Fill(40, 0, 5000, 1).ToCells().Length, 21, 40);
        AssertSame(forward.ToCells(), backward.ToCells());
        AssertSame(forward.ToCells(), parts.ToCells());
        Assert.Equal((forward.Positives, forward.Negatives), (parts.Positives, parts.Negatives));
    }

    [Theory]
    [InlineData(8192)]
    [InlineData(512)]
    [InlineData(64)]
    public void RocAuc_CountedInSteps_HoldsTheExactAreaInItsInterval(int capacity)
    {
        Estimate exact = Ranking.RocAuc(Fill(100_000, 0, 5000, 1)), rough = Ranking.RocAuc(Fill(capacity, 0, 5000, 1));

        // Half of the share of pairs within a step, at most one step of 1/16 to 1/64 of the rows here.
        Assert.Equal(exact.Value!.Value, rough.Value!.Value, capacity > 5000 ? 1e-12 : 1.0 / capacity);
        Assert.True(rough.Interval!.Value.Low <= exact.Interval!.Value.Low && rough.Interval.Value.High >= exact.Interval.Value.High);
    }

    [Fact]
    public void Add_HugeAndTinyScores_KeepTheirOrder()
    {
        double[] scores = [.. Enumerable.Range(-300, 601).Select(power => power % 2 == 0 ? Math.Pow(10, power) : -Math.Pow(10, power))];
        ScoreTable table = new(16), reversed = new(16);
        foreach (double score in scores)
            table.Add(score, true);
        foreach (double score in scores.Reverse())
            reversed.Add(score, true);

        Assert.InRange(table.ToCells().Length, 2, 16);
        Assert.Equal(601, table.ToCells().Sum(cell => cell.Count));
        Assert.Equal(reversed.ToCells().Select(cell => (cell.Edge, cell.Count)), table.ToCells().Select(cell => (cell.Edge, cell.Count)));
        Assert.Throws<ArgumentException>(() => table.Add(double.NaN, true));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheTable()
    {
        ScoreTable table = Fill(64, 0, 500, 1);
        using var stream = new MemoryStream();
        table.Write(new BinaryWriter(stream));
        stream.Position = 0;

        ScoreTable read = ScoreTable.Read(new BinaryReader(stream));

        Assert.Equal(table.ToCells(), read.ToCells());
        Assert.Equal((table.Count, table.IsExact), (read.Count, read.IsExact));
    }

    private static ScoreTable Fill(int capacity, int first, int end, int step)
    {
        var table = new ScoreTable(capacity);
        for (int row = first; row != end; row += step)
            table.Add(row * 7919 % 5003 / 5003.0, (row * 31 % 100) < 20 + (60 * (row * 7919 % 5003) / 5003));
        return table;
    }

    private static void AssertSame(ScoreCell[] expected, ScoreCell[] actual)
    {
        Assert.Equal(expected.Select(cell => (cell.Edge, cell.Positives, cell.Negatives)), actual.Select(cell => (cell.Edge, cell.Positives, cell.Negatives)));

        // Sums of up to 5,000 scores below 1 in another order.
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Mean, pair.Second.Mean, 1e-11));
    }
}
