using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Summaries;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Tests.Summaries;

public sealed class BackgroundSummaryTests
{
    private static readonly FeatureSchema Schema = new(
        [new("a", FeatureType.Number), new("b", FeatureType.Number), new("kind", FeatureType.Category), new("count", FeatureType.Integer)]);

    [Theory]
    [InlineData(SummaryMethod.KMeans)]
    [InlineData(SummaryMethod.KMedoids)]
    public void Summarize_SeparateClusters_FindsThemWithTheirWeights(SummaryMethod method)
    {
        Background background = Clusters(60);

        for (ulong seed = 0; seed < 5; seed++)
        {
            Background summary = BackgroundSummary.Summarize(background, Schema, new() { Method = method, Size = 3, Seed = seed });

            Assert.Equal(3, summary.RowCount);
            // 10, 20 and 30 rows lie about (0, 0), (100, 0) and (0, 100).
            foreach ((double a, double b, double kind, double weight) in ((double, double, double, double)[])[(0, 0, 0, 1 / 6.0), (100, 0, 1, 1 / 3.0), (0, 100, 2, 0.5)])
            {
                int row = Enumerable.Range(0, 3).Single(row => Math.Abs(summary.Row(row)[0] - a) < 3 && Math.Abs(summary.Row(row)[1] - b) < 3);
                Assert.Equal(kind, summary.Row(row)[2]);
                Assert.Equal(weight, summary.Weights[row], 12);
            }
        }
    }

    [Theory]
    [InlineData(SummaryMethod.KMeans)]
    [InlineData(SummaryMethod.KMedoids)]
    public void Summarize_AnyRows_GivesValuesThatOccur(SummaryMethod method)
    {
        Background background = Random(80);

        Background summary = BackgroundSummary.Summarize(background, Schema, new() { Method = method, Size = 12 });

        Assert.Equal(12, summary.RowCount);
        for (int row = 0; row < summary.RowCount; row++)
        {
            for (int column = 0; column < 4; column++)
                Assert.Contains(summary.Row(row)[column], Enumerable.Range(0, 80).Select(from => background.Row(from)[column]));
            if (method == SummaryMethod.KMedoids)
                Assert.Contains(Enumerable.Range(0, 80), from => background.Row(from).SequenceEqual(summary.Row(row)));
        }
    }

    [Fact]
    public void Summarize_MoreRowsThanDiffer_KeepsThemAllAndTheGame()
    {
        Background few = Random(5), twice = new([.. few.Cells, .. few.Cells[..8]], 4);

        Background summary = BackgroundSummary.Summarize(twice, Schema, new() { Method = SummaryMethod.KMedoids, Size = 50 });

        Assert.Equal(5, summary.RowCount);
        Assert.Equal([2 / 7.0, 2 / 7.0, 1 / 7.0, 1 / 7.0, 1 / 7.0], summary.Weights.ToArray().OrderDescending(), (a, b) => Math.Abs(a - b) < 1e-12);
        FunctionModel model = TestGames.Sigmoid(4, 1, 3);
        double[] row = TestGames.Numbers(2).Fill(4);
        Attributions expected = KernelShap.Explain(new(model, twice, TestGames.Single(4), Link.Logit), row, new(), default);
        Attributions actual = KernelShap.Explain(new(model, summary, TestGames.Single(4), Link.Logit), row, new(), default);
        Assert.All(expected.Values.Zip(actual.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Summarize_WeightsOfRows_CountAsSoManyRows()
    {
        Background rows = Random(20);
        double[] weights = [.. Enumerable.Range(0, 20).Select(row => 1.0 + (row % 3))];
        Background repeated = new([.. Enumerable.Range(0, 20).SelectMany(row => Enumerable.Repeat(rows.Row(row).ToArray(), 1 + (row % 3))).SelectMany(cells => cells)], 4);

        Background weighted = BackgroundSummary.Summarize(new([.. rows.Cells], 4, weights), Schema, new() { Size = 4 });
        Background expected = BackgroundSummary.Summarize(repeated, Schema, new() { Size = 4 });

        Assert.Equal(expected.Cells.ToArray(), weighted.Cells.ToArray());
        Assert.All(expected.Weights.ToArray().Zip(weighted.Weights.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Summarize_MissingValues_AreAValueOfTheirOwn()
    {
        Background background = new([1, 0, 0, 0, double.NaN, 0, 0, 0, double.NaN, 0, 0, 0, 1, 0, 0, 0], 4);

        Background summary = BackgroundSummary.Summarize(background, Schema, new() { Size = 2 });

        Assert.Equal([1, double.NaN], Enumerable.Range(0, 2).Select(row => summary.Row(row)[0]));
        Assert.Equal([0.5, 0.5], summary.Weights.ToArray());
    }

    [Fact]
    public void Summarize_SameSeed_GivesTheSameSummaryAndAnotherSeedMayNot()
    {
        Background background = Random(200);
        double[] Cells(ulong seed) => BackgroundSummary.Summarize(background, Schema, new() { Size = 10, Seed = seed }).Cells.ToArray();

        Assert.Equal(Cells(1), Cells(1));
        Assert.NotEqual(Cells(1), Cells(2));
        Assert.Throws<ArgumentException>(() => BackgroundSummary.Summarize(background, Schema, new() { Size = 0 }));
    }

    private static Background Clusters(int count)
    {
        IEnumerator<double> noise = TestGames.Numbers(3);
        var cells = new List<double>();
        for (int row = 0; row < count; row++)
        {
            int cluster = row < count / 6 ? 0 : row < count / 2 ? 1 : 2;
            cells.AddRange([(cluster == 1 ? 100 : 0) + noise.Next(), (cluster == 2 ? 100 : 0) + noise.Next(), cluster, 7]);
        }

        return new([.. cells], 4);
    }

    private static Background Random(int count)
    {
        IEnumerator<double> numbers = TestGames.Numbers(5);
        return new([.. Enumerable.Range(0, count).SelectMany(_ => (double[])[numbers.Next(), numbers.Next() * 50, Math.Floor(numbers.Next() * 3), Math.Floor(numbers.Next() * 9)])], 4);
    }
}
