using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Tests.Drift;

public sealed class ColumnDriftTests
{
    [Theory]
    [InlineData(500, 100, DriftMethod.KolmogorovSmirnov)]
    [InlineData(1001, 100, DriftMethod.Wasserstein)]
    [InlineData(500, 2, DriftMethod.TwoProportions)]
    [InlineData(500, 4, DriftMethod.ChiSquared)]
    [InlineData(1001, 4, DriftMethod.JensenShannon)]
    public void OfNumbers_Auto_TakesWhatEvidentlyTakes(int rows, int distinct, DriftMethod expected)
    {
        double[] reference = [.. Enumerable.Range(0, rows).Select(row => (double)(row % distinct))];

        ColumnDrift drift = ColumnDrift.OfNumbers("a", reference, reference);

        Assert.Equal((expected, DriftStatus.Measured, false), (drift.Method, drift.Status, drift.Drifted));
        Assert.Equal(0, drift.Wasserstein!.Value, 1e-12);
        Assert.Equal(0, drift.PopulationStability!.Value);
    }

    [Fact]
    public void OfNumbers_Shifted_IsDrift()
    {
        double[] reference = [.. Enumerable.Range(0, 2000).Select(row => row * 7 % 101 / 10.0)];
        double[] current = [.. reference.Take(500).Select(value => value + 1)];

        ColumnDrift drift = ColumnDrift.OfNumbers("a", reference, current, new DriftOptions { MinimumCount = 1 });

        Assert.True(drift.Drifted);
        Assert.Equal(10, drift.Bins.Count);
        Assert.Equal(500, drift.Bins.Sum(bin => bin.Current));
        Assert.InRange(drift.ScaledWasserstein!.Value, 0.3, 0.4);
        Assert.True(drift.Unseen!.Value > 0);
    }

    [Fact]
    public void OfNumbers_FewRowsPastTheThreshold_AreNoDrift()
    {
        double[] reference = [.. Enumerable.Range(0, 2000).Select(row => row * 7 % 101 / 10.0)];

        ColumnDrift drift = ColumnDrift.OfNumbers("a", reference, reference.AsSpan(0, 12));

        Assert.True(drift.CrossesThreshold && drift.PValue > 0.05);
        Assert.False(drift.Drifted);
    }

    [Fact]
    public void OfNumbers_DecilesOfNumPy_AreTheBins()
    {
        // numpy.quantile(range(100), [.1, ..., .9], method='inverted_cdf'), NumPy 1.24.2: 9, 19, ..., 89.
        double[] reference = [.. Enumerable.Range(0, 100).Select(value => (double)value)];

        ColumnDrift drift = ColumnDrift.OfNumbers("a", reference, reference, new DriftOptions { MinimumCount = 5 });

        Assert.Equal([9, 19, 29, 39, 49, 59, 69, 79, 89], drift.Bins.Take(9).Select(bin => bin.High!.Value));
        Assert.All(drift.Bins, bin => Assert.Equal(10, bin.Reference));
    }

    [Fact]
    public void OfNumbers_ExplicitEdges_AreTheBins()
    {
        double[] reference = [.. Enumerable.Range(0, 100).Select(value => (double)value)];

        ColumnDrift drift = ColumnDrift.OfNumbers("a", reference, reference, new DriftOptions { Edges = [24.5, 49] });

        Assert.Equal([25L, 25L, 50L], drift.Bins.Select(bin => bin.Reference!.Value));
        NumberCounts counts = NumberCounts.Of(NumberGrid.Of(reference), reference);
        Assert.Throws<ArgumentException>(() => ColumnDrift.OfNumbers("a", counts, counts, new DriftOptions { Edges = [24.5] }));
    }

    [Fact]
    public void OfNumbers_MissingNow_IsSeenByTheBinsOnly()
    {
        double[] reference = [.. Enumerable.Range(0, 200).Select(value => (double)value)];
        double[] current = [.. reference, .. Enumerable.Repeat(double.NaN, 50)];

        ColumnDrift drift = ColumnDrift.OfNumbers("a", reference, current);

        Assert.Equal(0, drift.KolmogorovSmirnov!.Statistic);
        Assert.Equal(0.2, drift.CurrentMissing!.Value!.Value, 1e-12);
        Assert.Equal("(missing)", drift.Bins[^1].Label);
        Assert.True(drift.Homogeneity!.PValue < 1e-5);
        Assert.True(ColumnDrift.OfNumbers("a", reference, current, new DriftOptions { Method = DriftMethod.ChiSquared }).Drifted);
    }

    [Fact]
    public void OfNumbers_ConstantReference_IsSaid()
    {
        double[] constant = [.. Enumerable.Repeat(3.0, 100)];

        ColumnDrift same = ColumnDrift.OfNumbers("a", constant, constant), other = ColumnDrift.OfNumbers("a", constant, [.. Enumerable.Repeat(4.0, 100)]);

        Assert.True(same.ReferenceIsConstant && !same.Drifted);
        Assert.True(other.ReferenceIsConstant && other.Drifted);
        Assert.Equal(1, other.Unseen!.Value);
        Assert.Equal(1, other.Wasserstein!.Value);
    }

    [Fact]
    public void Of_EmptyOrFewValues_ReportsNoNumber()
    {
        double[] hundred = [.. Enumerable.Range(0, 100).Select(value => (double)value)];

        Assert.Equal(DriftStatus.NoCurrentValues, ColumnDrift.OfNumbers("a", hundred, []).Status);
        Assert.Equal(DriftStatus.NoReference, ColumnDrift.OfNumbers("a", [], hundred).Status);
        ColumnDrift few = ColumnDrift.OfNumbers("a", hundred, hundred.AsSpan(0, 10));
        Assert.Equal((DriftStatus.TooFew, null, null, false), (few.Status, few.CurrentCount, few.PValue, few.Drifted));
        Assert.Empty(few.Bins);
        ColumnDrift gone = ColumnDrift.OfNumbers("a", hundred, [.. Enumerable.Repeat(double.NaN, 100)]);
        Assert.True(gone.Drifted);
        Assert.Null(gone.KolmogorovSmirnov);
    }

    [Fact]
    public void OfCategories_UnseenAndMissing_AreBinsOfTheirOwn()
    {
        CategoryCounts reference = CategoryCounts.OfReference(Enumerable.Range(0, 300).Select(row => row % 3 == 0 ? "car" : "house"));
        var current = new CategoryCounts(reference.Categories);
        current.Add(Enumerable.Range(0, 100).Select(row => row < 30 ? "boat" : row < 50 ? null : row < 70 ? "car" : "house"));

        ColumnDrift drift = ColumnDrift.OfCategories("purpose", reference, current);

        Assert.Equal(["car", "house", "(unseen)", "(missing)"], drift.Bins.Select(bin => bin.Label));
        Assert.Equal(30.0 / 80, drift.Unseen!.Value!.Value, 1e-12);
        Assert.Equal((DriftMethod.ChiSquared, true), (drift.Method, drift.Drifted));
        Assert.Throws<ArgumentException>(() => ColumnDrift.OfCategories("purpose", reference, current, new DriftOptions { Method = DriftMethod.Wasserstein }));
    }

    [Fact]
    public void Bins_SmallCounts_AreNotTold()
    {
        CategoryCounts reference = CategoryCounts.OfReference(Enumerable.Range(0, 300).Select(row => row < 4 ? "rare" : row < 100 ? "a" : "b"));

        ColumnDrift drift = ColumnDrift.OfCategories("c", reference, reference);

        // 4 could be had from the total by subtraction, so that the next smallest is hidden too.
        Assert.Equal([null, 200L, null], drift.Bins.Select(bin => bin.Reference));
    }

    [Fact]
    public void Shares_OfFewMissingOrUnseen_AreNotTold()
    {
        double[] reference = [.. Enumerable.Range(0, 300).Select(value => (double)value)];

        ColumnDrift drift = ColumnDrift.OfNumbers("a", reference, [.. reference, double.NaN, double.NaN, 1000, 1001]);

        Assert.Equal((Absence.TooFew, Absence.TooFew, 0.0), (drift.CurrentMissing!.Absence, drift.Unseen!.Absence, drift.ReferenceMissing!.Value));
    }

    [Fact]
    public void Categories_MergedAndRead_AreTheWhole()
    {
        CategoryCounts first = CategoryCounts.OfReference(["a", "b", "b", null, ""]), second = new(first.Categories);
        second.Add(["b", "z"]);
        using var stream = new MemoryStream();
        second.Write(new BinaryWriter(stream));
        stream.Position = 0;

        first.Merge(CategoryCounts.Read(new BinaryReader(stream)));

        Assert.Equal((5L, 1L, 2L, 3L), (first.Count, first.Unseen, first.Missing, first.Counts[1]));
        Assert.Throws<ArgumentException>(() => first.Merge(new CategoryCounts(["a"])));
    }

    [Fact]
    public void DataDrift_ManyCleanColumns_RaisesNoAlarm()
    {
        // 50 columns, 20 sweeps, nothing changed: without adjustment some 50 of the 1,000 tests would be below 0.05.
        var draws = new Draws(5, 1);
        int alarms = 0, alone = 0;
        for (int sweep = 0; sweep < 20; sweep++)
        {
            var columns = new List<ColumnDrift>();
            for (int column = 0; column < 50; column++)
            {
                double[] values = new double[500];
                for (int row = 0; row < values.Length; row++)
                    values[row] = draws.Normal();
                columns.Add(ColumnDrift.OfNumbers($"c{column}", values.AsSpan(0, 300), values.AsSpan(300)));
            }

            alone += columns.Count(column => column.Drifted);
            alarms += DataDrift.Of(columns).DriftedCount;
        }

        Assert.InRange(alone, 25, 75);
        Assert.InRange(alarms, 0, 5);
    }

    [Fact]
    public void DataDrift_OneOfThree_IsCountedAndAdjusted()
    {
        double[] reference = [.. Enumerable.Range(0, 300).Select(row => row * 7 % 101 / 10.0)], shifted = [.. reference.Select(value => value + 3)];

        DataDrift drift = DataDrift.Of([
            ColumnDrift.OfNumbers("same", reference, reference), ColumnDrift.OfNumbers("moved", reference, shifted), ColumnDrift.OfNumbers("empty", reference, [])]);

        Assert.Equal((2, 1, true), (drift.Measured, drift.DriftedCount, drift.Drifted));
        Assert.Equal(2 * drift.Columns[1].PValue!.Value, drift.Columns[1].AdjustedPValue!.Value);
        Assert.Null(drift.Columns[2].AdjustedPValue);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        double[] some = [.. Enumerable.Range(0, 100).Select(value => (double)value)];

        Assert.Throws<ArgumentException>(() => ColumnDrift.OfNumbers("a", some, some, new DriftOptions { Bins = 1 }));
        Assert.Throws<ArgumentException>(() => ColumnDrift.OfNumbers("a", some, some, new DriftOptions { Edges = [2, 1] }));
        Assert.Throws<ArgumentException>(() => DataDrift.Of([], new DriftOptions { Significance = 0 }));
    }
}
