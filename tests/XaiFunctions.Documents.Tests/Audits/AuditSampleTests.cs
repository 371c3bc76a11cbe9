using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Tests.Audits;

public sealed class AuditSampleTests
{
    private static readonly ExplanationFrame Wide = Frame(5000);

    [Fact]
    public void Merge_AnyOrderAndGrouping_KeepsTheSameRows()
    {
        AuditRow[] rows = [.. Rows("a", 3000), .. Rows("b", 3000), .. Rows("c", 10)];
        AuditSample whole = Of(rows), backwards = Of(rows.Reverse()), first = Of(rows.Take(2500)), second = Of(rows.Skip(2500));
        second.Merge(first);

        Assert.Equal(AuditSample.MostRows, whole.Rows.Count);
        Assert.Equal(whole.Rows.Select(Name), backwards.Rows.Select(Name));
        Assert.Equal(whole.Rows.Select(Name), second.Rows.Select(Name));
    }

    [Fact]
    public void Add_SameRowNumberOfTwoJobs_AreTwoRows() => Assert.Equal(2, Of([.. Rows("a", 1), .. Rows("b", 1)]).Rows.Count);

    /// <summary>Of 6,000 rows in each half of each of two jobs, 500 of the 2,000 are expected with a standard error of sqrt(2,000 * 1/4 * 3/4) = 19.4; five of them are 97.</summary>
    [Fact]
    public void Rows_OfTwoJobs_AreARandomSampleOfAllRows()
    {
        AuditSample sample = Of([.. Rows("0123456789abcdef", 12_000), .. Rows("0123456789abcdee", 12_000)]);

        Assert.All(sample.Rows.GroupBy(row => (row.Job, row.Row > 6000)), quarter => Assert.InRange(quarter.Count(), 403, 597));
    }

    [Fact]
    public void Add_WideRows_KeepsFewer()
    {
        var sample = new AuditSample(Wide);
        foreach (AuditRow row in Rows("a", 300))
            sample.Add(row);

        Assert.Equal(100, sample.Rows.Count);
    }

    [Fact]
    public void Add_ViewOfABlock_KeepsACopy()
    {
        double[] block = [1, 2];
        CellValue[] cells = [CellValue.Of(1.0)];
        AuditSample sample = Of([new AuditRow("a", 1, cells, 0, block, null)]);
        block[0] = 9;
        cells[0] = CellValue.Missing;

        Assert.Equal(1, sample.Rows[0].Attributions.Span[0]);
        Assert.Equal(CellValue.Of(1.0), sample.Rows[0].Cells[0]);
    }

    [Fact]
    public void Read_EveryKindOfCell_GivesWhatWasWritten()
    {
        CellValue[] cells = [CellValue.Missing, CellValue.Of(1.5), CellValue.Of(true), CellValue.Of("Ørsted")];
        AuditSample sample = Of([new AuditRow("a", 7, cells, -0.5, (double[])[1, 2], 1), new AuditRow("b", 7, cells, double.NaN, (double[])[3, 4], null)]);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        sample.Write(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        AuditSample read = AuditSample.Read(reader, ScoredRows.Frame);

        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(sample.Rows.Select(Everything), read.Rows.Select(Everything));
    }

    [Fact]
    public void AddBlock_RowsOfThePeriodAndBefore_AreSampledApart()
    {
        AuditShape shape = ScoredRows.Shape();
        var sums = new AuditSums(shape);
        new ScoredRows(1).Add(sums, 10, 1, labelled: false);
        new ScoredRows(1).Add(sums, 5, 11);
        new ScoredRows(1).Add(sums, 3, 16, inPeriod: false);

        Assert.Equal(Enumerable.Range(1, 15).Select(row => (long)row), sums.Sample.Rows.Select(row => row.Row).Order());
        Assert.Equal(Enumerable.Range(11, 8).Select(row => (long)row), sums.LabelledSample.Rows.Select(row => row.Row).Order());
        Assert.Equal(5, sums.Sample.Rows.Count(row => row.Label is not null));
        Assert.All(sums.Sample.Rows, row => Assert.Equal(row.Attributions.ToArray().Sum(), row.Prediction));
    }

    private static AuditSample Of(IEnumerable<AuditRow> rows)
    {
        var sample = new AuditSample(ScoredRows.Frame);
        foreach (AuditRow row in rows)
            sample.Add(row);
        return sample;
    }

    private static IEnumerable<AuditRow> Rows(string job, int count) => Enumerable.Range(1, count).Select(row => new AuditRow(job, row, [], row, default, null));

    private static (string, long) Name(AuditRow row) => (row.Job, row.Row);

    private static string Everything(AuditRow row) => $"{row.Job} {row.Row} {string.Join('|', row.Cells)} {row.Prediction} {string.Join('|', row.Attributions.ToArray())} {row.Label}";

    private static ExplanationFrame Frame(int columns)
    {
        string[] names = [.. Enumerable.Range(0, columns).Select(column => $"x{column}")];
        return new ExplanationFrame([.. names.Select(name => new Feature(name, FeatureType.Number))], Players.OnePerColumn(names), ["yes"], OutputSpaces.LogOdds);
    }
}
