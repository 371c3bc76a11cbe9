using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Tests;

public sealed class DependenceTests
{
    [Fact]
    public void Dependence_Number_HasBinsOfAboutAsManyRowsAndKeepsEqualValuesTogether()
    {
        // Values 0 to 99; the value 0 fifty times over. The attribution is twice the value.
        double[] values = [.. Enumerable.Range(1, 99).Select(value => (double)value), .. new double[51]];
        PlayerDependence curve = Curve(values.Select(value => (CellValue.Of(value), 2 * value)));

        Assert.Equal(150, curve.Rows);
        Assert.InRange(curve.Points.Count, 5, 12);
        DependencePoint first = curve.Points[0];
        Assert.Equal((0.0, 0.0, 51L, 0.0, 0.0), (first.From!.Value, first.To!.Value, first.Rows, first.Mean!.Value, first.StandardDeviation!.Value));
        foreach ((DependencePoint one, DependencePoint next) in curve.Points.Zip(curve.Points.Skip(1)))
            Assert.True(one.To < next.From);
        Assert.All(curve.Points, point => Assert.Equal(point.From!.Value + point.To!.Value, point.Mean!.Value, 1e-9));
    }

    [Fact]
    public void Dependence_MissingValues_AreAPointOfTheirOwn()
    {
        PlayerDependence curve = Curve([(CellValue.Of(1.0), 5), (CellValue.Missing, -1), (CellValue.Missing, -3), (CellValue.Of(2.0), 7)]);
        Assert.Equal(new DependencePoint(null, null, null, 2, -2, Math.Sqrt(2)), curve.Points[^1]);
        Assert.Equal(4, curve.Rows);
    }

    [Fact]
    public void Dependence_CategoriesAndGroups_AreByValueMostFrequentFirst()
    {
        OutputSummary output = ReportCases.Summary("loans").ToSection()!.Outputs[0];
        Assert.Equal(["car", "education"], Points(output, "purpose").Select(point => point.Value));
        Assert.Equal(["0_200", "lt_0", "none of them"], Points(output, "checking account").Select(point => point.Value).Order(StringComparer.Ordinal));
        Assert.Equal(900, Points(output, "foreign worker").Sum(point => point.Rows));
    }

    [Fact]
    public void Dependence_PlayersThatMoveNothing_HaveNone() =>
        Assert.Empty(ReportCases.Summary("all-zero").ToSection()!.Outputs[0].Dependence);

    private static IReadOnlyList<DependencePoint> Points(OutputSummary output, string player) => output.Dependence.Single(curve => curve.Player == player).Points;

    private static PlayerDependence Curve(IEnumerable<(CellValue Value, double Effect)> rows) => Assert.Single(
        Samples.Summarize(Samples.NumericFrame(1), rows.Select((row, index) => Samples.Row(index + 1, [row.Value], 0, [row.Effect]))).ToSection()!.Outputs[0].Dependence);
}
