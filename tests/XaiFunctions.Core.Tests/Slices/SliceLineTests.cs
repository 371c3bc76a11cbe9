using XaiFunctions.Core.Slices;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Slices;

public sealed class SliceLineTests
{
    [Theory]
    [InlineData(0.6, 1)]
    [InlineData(0.6, 5)]
    [InlineData(0.95, 8)]
    [InlineData(0.2, 3)]
    public void Find_SmallTables_FindsWhatTryingAllSlicesFinds(double alpha, int top)
    {
        for (ulong seed = 0; seed < 12; seed++)
        {
            (string[][] columns, double[] errors) = Random(seed, 120);
            var options = new SliceOptions { Alpha = alpha, Top = top, MinimumCount = 8, Depth = 4 };

            SliceReport report = SliceLine.Find(TableOf(columns), errors, options);

            double[] expected = [.. AllScores(columns, errors, options).Where(score => score > 0).OrderDescending().Take(top)];
            Assert.Equal(expected.Length, report.Slices.Count);
            Assert.All(expected.Zip(report.Slices), pair => Assert.Equal(pair.First, pair.Second.Score, 1e-12));
            Assert.True(report.IsComplete);
        }
    }

    [Fact]
    public void Find_ErrorsInOneConjunction_FindsTheBest()
    {
        // At the fewest rows a slice scores below the others: only the bound at error / greatest error lets the best conjunction through.
        for (ulong seed = 0; seed < 30; seed++)
        {
            (string[][] columns, _) = Random(seed, 120);
            var draws = new Draws(seed, 3);
            double[] errors = [.. Enumerable.Range(0, 120).Select(row => (columns[1][row] == "v1" && columns[2][row] == "v0") || (columns[0][row] == "v2" && draws.Uniform() < 0.4) ? 1.0 : 0)];
            var options = new SliceOptions { Alpha = 0.95, MinimumCount = 2, Top = 1 };

            SliceReport report = SliceLine.Find(TableOf(columns), errors, options);

            Assert.Equal(Math.Max(0, AllScores(columns, errors, options).Max()), report.Slices is [var slice] ? slice.Score : 0, 1e-12);
        }
    }

    [Fact]
    public void Find_PlantedSlice_IsTheFirst()
    {
        var draws = new Draws(1, 1);
        string[] sex = new string[2000], region = new string[2000];
        double[] age = new double[2000], errors = new double[2000];
        for (int row = 0; row < 2000; row++)
        {
            (sex[row], region[row], age[row]) = (draws.Uniform() < 0.5 ? "f" : "m", draws.Uniform() < 0.3 ? "north" : "south", 20 + (50 * draws.Uniform()));
            errors[row] = draws.Uniform() < (sex[row] == "f" && region[row] == "north" ? 0.5 : 0.05) ? 1 : 0;
        }

        var table = new SliceTable(2000);
        table.AddNumbers("age", age);
        table.AddCategories("sex", sex);
        table.AddCategories("region", region);
        SliceReport report = SliceLine.Find(table, errors, new SliceOptions { Alpha = 0.95 });

        Slice first = report.Slices[0];
        Assert.Equal([new SlicePredicate("sex", "f"), new SlicePredicate("region", "north")], first.Predicates);
        Assert.InRange(first.Excess.Value!.Value, 0.35, 0.55);
        Assert.True(first.Excess.Interval!.Value.Low > 0.3 && first.EffectSize > 1);
    }

    [Fact]
    public void Find_OneSlice_HasTheScoreOfThePaper()
    {
        // 20 rows, 4 errors; of the 10 rows of a 3 are errors: 0.6 (0.3/0.2 - 1) - 0.4 (20/10 - 1) = -0.1; with alpha 0.9 it is 0.45 - 0.1.
        string[] column = [.. Enumerable.Range(0, 20).Select(row => row < 10 ? "a" : "b")];
        double[] errors = [.. Enumerable.Range(0, 20).Select(row => row is 0 or 1 or 2 or 15 ? 1.0 : 0)];

        Assert.Empty(SliceLine.Find(TableOf([column]), errors, new SliceOptions { MinimumCount = 5 }).Slices);
        Slice slice = Assert.Single(SliceLine.Find(TableOf([column]), errors, new SliceOptions { MinimumCount = 5, Alpha = 0.9 }).Slices);
        Assert.Equal((0.35, 10L), (Math.Round(slice.Score, 12), slice.Count));
        Assert.Equal(0.2, slice.Excess.Value!.Value, 1e-12);
    }

    [Fact]
    public void Find_FewOrNoErrors_SaysSo()
    {
        Assert.Equal(Absence.NoRows, SliceLine.Find(new SliceTable(0), []).Absence);
        Assert.Equal(Absence.TooFew, SliceLine.Find(new SliceTable(5), new double[5]).Absence);
        Assert.Equal(Absence.Constant, SliceLine.Find(new SliceTable(50), new double[50]).Absence);
        Assert.Throws<ArgumentException>(() => SliceLine.Find(new SliceTable(1), [-1]));
        Assert.Throws<ArgumentException>(() => SliceLine.Find(new SliceTable(1), [1, 2]));
        Assert.Throws<ArgumentException>(() => new SliceTable(2).AddCategories("a", ["x"]));
    }

    [Fact]
    public void Find_SmallSlices_AreNeverReported()
    {
        string[] column = [.. Enumerable.Range(0, 200).Select(row => row < 10 ? "few" : "many")];

        SliceReport report = SliceLine.Find(TableOf([column]), [.. Enumerable.Range(0, 200).Select(row => row < 10 ? 1.0 : 0)]);

        Assert.Empty(report.Slices);
    }

    [Fact]
    public void Find_TooManyCandidates_SaysSo()
    {
        (string[][] columns, double[] errors) = Random(3, 400);

        SliceReport report = SliceLine.Find(TableOf(columns), errors, new SliceOptions { Alpha = 0.99, Top = 50, MostCandidates = 2 });

        Assert.False(report.IsComplete);
    }

    [Fact]
    public void AddNumbers_ManyValues_MakesBinsOfEqualCounts()
    {
        var table = new SliceTable(101);
        table.AddNumbers("x", [.. Enumerable.Range(0, 100).Select(row => (double)row), double.NaN]);

        Assert.Equal(11, table.Predicates.Count);
        Assert.All(table.Predicates.Take(10), predicate => Assert.Equal(10, predicate.Rows.Sum(word => (long)System.Numerics.BitOperations.PopCount(word))));
        Assert.Contains(table.Predicates, predicate => predicate.Predicate.Value == "<= 9");
        Assert.Contains(table.Predicates, predicate => predicate.Predicate.Value == "(79, 89]");
        Assert.Contains(table.Predicates, predicate => predicate.Predicate.Value == "(missing)");
    }

    [Fact]
    public void Measure_OtherRows_GivesMeanAndExcess()
    {
        bool[] isIn = [.. Enumerable.Range(0, 100).Select(row => row < 40)];

        (Estimate mean, Estimate excess) = SliceLine.Measure(isIn, [.. Enumerable.Range(0, 100).Select(row => row % 2 + (row < 40 ? 1.0 : 0))]);

        Assert.Equal((1.5, 1.0), (mean.Value!.Value, excess.Value!.Value));
        Assert.Equal(Absence.TooFew, SliceLine.Measure(isIn.AsSpan(35), new double[65]).Excess.Absence);
    }

    private static SliceTable TableOf(string[][] columns)
    {
        var table = new SliceTable(columns[0].Length);
        for (int column = 0; column < columns.Length; column++)
            table.AddCategories($"c{column}", columns[column]);
        return table;
    }

    private static (string[][] Columns, double[] Errors) Random(ulong seed, int rows)
    {
        var draws = new Draws(seed, 2);
        string[][] columns = [.. Enumerable.Range(0, 4).Select(_ => new string[rows])];
        double[] errors = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < 4; column++)
                columns[column][row] = $"v{draws.Index(3)}";
            errors[row] = draws.Uniform() < (columns[1][row] == "v1" && columns[2][row] == "v0" ? 0.9 : 0.3) ? draws.Uniform() : 0;
        }

        return (columns, errors);
    }

    private static IEnumerable<double> AllScores(string[][] columns, double[] errors, SliceOptions options)
    {
        double mean = errors.Average();
        for (int choice = 1; choice < 256; choice++)
        {
            // Two bits a column: no predicate, or one of three values.
            int[] wanted = [.. Enumerable.Range(0, 4).Select(column => (choice >> (2 * column)) & 3)];
            int[] rows = [.. Enumerable.Range(0, errors.Length).Where(row => Enumerable.Range(0, 4).All(column => wanted[column] == 0 || columns[column][row] == $"v{wanted[column] - 1}"))];
            double error = rows.Sum(row => errors[row]);
            if (rows.Length >= options.MinimumCount && error > 0)
                yield return SliceLine.Score(options.Alpha, mean, error, rows.Length, errors.Length);
        }
    }
}
