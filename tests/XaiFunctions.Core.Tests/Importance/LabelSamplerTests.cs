using XaiFunctions.Core.Importance;

namespace XaiFunctions.Core.Tests.Importance;

public sealed class LabelSamplerTests
{
    [Fact]
    public void ToSample_RowsInAnyOrder_AreTheSame()
    {
        LabelSample rising = Sample(Enumerable.Range(0, 1000)), falling = Sample(Enumerable.Range(0, 1000).Reverse());

        Assert.Equal(1000, rising.Labelled);
        Assert.Equal(100, rising.Rows.Distinct().Count());
        Assert.Equal(rising.Rows, falling.Rows);
        Assert.Equal(rising.Rows.Select(row => row / 2.0), rising.Labels);
        Assert.All(rising.First(30), row => Assert.Equal(row.Row / 2.0, row.Label));
        Assert.Equal(rising.Rows.Take(30).Order(), rising.First(30).Select(row => row.Row));
    }

    [Fact]
    public void ToSample_MoreRowsThanKept_TakesThemFromEverywhere()
    {
        // Of 100 rows out of 1,000 the mean is 499.5 with a standard deviation of 288.7 / 10 * sqrt(0.9) = 27.4, also of its first 30 with 52; four of each.
        LabelSample sample = Sample(Enumerable.Range(0, 1000));
        Assert.InRange(sample.Rows.Average(), 499.5 - 110, 499.5 + 110);
        Assert.InRange(sample.Rows.Take(30).Average(), 499.5 - 208, 499.5 + 208);
    }

    [Fact]
    public void ToSample_FewRows_KeepsThemAll() => Assert.Equal([3, 5, 8], Sample([8, 3, 5]).First(10).Select(row => row.Row));

    private static LabelSample Sample(IEnumerable<int> rows)
    {
        var sampler = new LabelSampler(100);
        foreach (int row in rows)
            sampler.Add(row, row / 2.0);
        return sampler.ToSample();
    }
}
