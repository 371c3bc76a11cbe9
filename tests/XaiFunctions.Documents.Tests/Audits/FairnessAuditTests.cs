using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Content;
using XaiFunctions.Tests;

namespace XaiFunctions.Documents.Tests.Audits;

public sealed partial class FairnessAuditTests
{
    private const int Rows = 600;
    private static readonly AuditShape Shape = ScoredRows.Shape();

    [Fact]
    public void Audit_SegregatedGroups_AreNamedAndNothingElseIs()
    {
        AuditDocument audit = AuditCases.Audit(new ScoredRows(3) { Segregated = 0.6 }.Sums(Shape, Rows), new ScoredRows(2).Sums(Shape, Rows), Shape);
        FairnessColumn sex = audit.Fairness!.Columns.Single(column => column.Name == "sex");

        Assert.Equal(["fairness.disparateGroups above 0", "fairness.unequalGroups above 0"], audit.Alerts.Select(alert => alert.Rule));
        Assert.All(sex.Groups, group => Assert.True(group.Selection.IsApart));
        Assert.All(audit.Fairness.Columns[0].Groups, group => Assert.False(group.Selection.IsApart));
        Assert.Contains(audit.Findings, finding => finding.StartsWith("Of sex = female 28.5 % are decided favourably, of all others 68.9 %: a ratio of 0.414;", StringComparison.Ordinal));
        Assert.Contains(audit.Findings, finding => finding.StartsWith("The other players predict sex", StringComparison.Ordinal) && finding.Contains("x1 most of all", StringComparison.Ordinal));
        Assert.True(audit.Metrics["fairness.sex.demographicParityRatio"].Interval!.Value.High < 0.8);
    }

    [Fact]
    public void Audit_Groups_HaveTheNumbersOfTheRows()
    {
        AuditSums sums = new ScoredRows(4) { Segregated = 0.3 }.Sums(Shape, Rows);
        FairnessSection section = FairnessAuditor.Audit(Shape, sums, null);

        // The sample has all 600 rows, so that everything can be counted again.
        AuditRow[] women = [.. sums.Sample.Rows.Where(row => row.Cells[5].Text == "female")], men = [.. sums.Sample.Rows.Where(row => row.Cells[5].Text == "male")];
        double selectedWomen = women.Average(row => row.Prediction >= 0 ? 1.0 : 0), selectedMen = men.Average(row => row.Prediction >= 0 ? 1.0 : 0);
        AuditRow[] goodWomen = [.. women.Where(row => row.Label == 1)];
        FairnessColumn sex = section.Columns[1];
        Assert.Equal(women.Length, sex.Groups[0].Count);
        Assert.Equal(selectedWomen, sex.Groups[0].Selection.Rate.Value!.Value, 1e-12);
        Assert.Equal(selectedWomen / selectedMen, sex.Groups[0].Selection.Ratio!.Value, 1e-12);
        Assert.Equal(goodWomen.Average(row => row.Prediction >= 0 ? 1.0 : 0), sex.Groups[0].TruePositive!.Rate.Value!.Value, 1e-12);
        Assert.Equal(Math.Abs(selectedMen - selectedWomen), sex.Parity!.DemographicParityDifference.Value!.Value, 1e-12);
        Assert.Equal(selectedMen - selectedWomen, sex.Facets[0].Metrics.Single(metric => metric.Name == "DPPL").Value.Value!.Value, 1e-12);
        Assert.Equal(21, sex.Facets[0].Metrics.Count);
        Assert.Equal(18, sex.Metrics.Count);
        Assert.Equal(["city", "sex", "city + sex"], section.Columns.Select(column => column.Name));
        Assert.Equal(sums.Sample.Rows.Count(row => row.Cells[5].Text == "male" && row.Cells[4].Text == "Rome"), section.Columns[2].Groups.Single(group => group.Group == "city = Rome, sex = male").Count);
    }

    [Fact]
    public void Audit_UnfavourableOutcome_TurnsTheRates()
    {
        AuditShape turned = ScoredRows.Shape(fairness: new FairnessPolicy { Favourable = false });
        GroupStanding yes = FairnessAuditor.Audit(Shape, new ScoredRows(4).Sums(Shape, Rows), null).Columns[1].Groups[0];
        GroupStanding no = FairnessAuditor.Audit(turned, new ScoredRows(4).Sums(turned, Rows), null).Columns[1].Groups[0];

        Assert.Equal(1 - yes.Selection.Rate.Value!.Value, no.Selection.Rate.Value!.Value, 1e-12);
        Assert.Equal(1 - yes.FalsePositive!.Rate.Value!.Value, no.TruePositive!.Rate.Value!.Value, 1e-12);
    }

    /// <summary>Of the bins of x4 that the policy asks for, one has 4 of the rows, which is too few; the next smallest goes with it.</summary>
    [Fact]
    public void Audit_SmallGroups_AreTogetherEverywhere()
    {
        AuditShape shape = ScoredRows.Shape(fairness: new FairnessPolicy { Columns = [new("x4") { Bins = [-2.5, -1.5, 0] }, new("sex")] });
        AuditSums sums = new ScoredRows(5).Sums(shape, Rows);
        FairnessSection section = FairnessAuditor.Audit(shape, sums, null);
        string[] all = [.. sums.Sample.Rows.Select(row => row.Cells[3].Number < -2.5 ? "lowest" : row.Cells[3].Number < -1.5 ? "low" : "rest")];

        Assert.Equal(4, all.Count(bin => bin == "lowest"));
        Assert.InRange(all.Count(bin => bin == "low"), 11, 100);
        Assert.Equal([FairnessAuditor.SmallGroups, "-1.5 to below 0", "0 and above"], section.Columns[0].Groups.Select(group => group.Group));
        Assert.Equal(all.Count(bin => bin != "rest"), section.Columns[0].Groups[0].Count);
        Assert.All(section.Columns.SelectMany(column => column.Groups), group => Assert.True(group.Count >= 11));
        Assert.All(section.Columns.SelectMany(column => column.Metrics).SelectMany(metric => metric.ByGroup), group => Assert.True(group.Count is null or >= 11));
        string json = Json(AuditCases.Audit(sums, null, shape) with { Data = null });
        Assert.DoesNotContain("below -2.5", json);
        Assert.DoesNotContain("-2.5 to below -1.5", json);
    }

    [Fact]
    public void Audit_IntersectionWithASmallCell_HidesTwoCellsOfEveryLine()
    {
        AuditShape shape = ScoredRows.Shape(fairness: new FairnessPolicy { Columns = [new("x4") { Bins = [-1.8, 0] }, new("sex")] });
        AuditSums sums = new ScoredRows(5).Sums(shape, 300);
        FairnessColumn pair = FairnessAuditor.Audit(shape, sums, null).Columns[2];

        // Of the 13 rows below -1.8 a cell is below 11, and so are both; of each sex one more cell goes with it.
        Assert.Equal([FairnessAuditor.SmallGroups, "x4 = -1.8 to below 0, sex = female", "x4 = -1.8 to below 0, sex = male"], pair.Groups.Select(group => group.Group));
        Assert.Equal(300, pair.Groups.Sum(group => group.Count));
    }

    [Fact]
    public void Audit_RatioToNothing_IsNullWithItsReason()
    {
        // All women are decided yes, all men no: Clarify's DI of the women is x / 0.
        AuditSums sums = With(Shape, row => (row % 2 == 0 ? "female" : "male", row % 2 == 0 ? 1 : -1, row % 3 == 0));
        FairnessSection section = FairnessAuditor.Audit(Shape, sums, null);
        BiasMetric impact = section.Columns[1].Facets[0].Metrics.Single(metric => metric.Name == "DI");

        Assert.Equal((null, Absence.ZeroDenominator), (impact.Value.Value, impact.Value.Absence));
        Assert.Null(section.Columns[1].Groups[0].Selection.Ratio);
        Assert.True(section.Columns[1].Groups[0].Selection.IsApart);
    }

    public static TheoryData<string, FairnessStatus> Degenerate { get; } = new()
    {
        { "empty", FairnessStatus.NoRows },
        { "one group", FairnessStatus.OneGroup },
        { "missing", FairnessStatus.OneGroup },
        { "one class", FairnessStatus.Measured },
        { "no labels", FairnessStatus.Measured },
        { "one decision", FairnessStatus.Measured },
    };

    [Theory]
    [MemberData(nameof(Degenerate))]
    public async Task Audit_DegenerateRows_HaveADefinedAnswer(string kind, FairnessStatus status)
    {
        AuditShape shape = ScoredRows.Shape(fairness: new FairnessPolicy { Columns = [new("sex"), new("city")] });
        AuditSums sums = kind == "empty" ? new AuditSums(shape) : With(
            shape,
            row => (kind == "missing" ? null : kind == "one group" || row % 2 == 0 ? "female" : "male", kind == "one decision" || row % 5 < 2 ? 1 : -1, kind == "no labels" ? null : kind == "one class" || row % 3 == 0));
        AuditDocument audit = AuditCases.Audit(sums, null, shape);

        Assert.Equal(status, audit.Fairness!.Status);
        Assert.Equal(status == FairnessStatus.Measured, audit.Metrics.ContainsKey("fairness.disparateGroups"));
        Assert.DoesNotContain(audit.Alerts, alert => alert.Rule.StartsWith("fairness", StringComparison.Ordinal));
        Assert.All(audit.Fairness.Columns.SelectMany(column => column.Mitigations), method => Assert.True(kind != "one class" || method.Absence is not null));
        Assert.Equal("", await JsonSchemas.ValidateAsync(AuditJson.Schema(), [("#", "audit", JsonNode.Parse(Json(audit)))]));
        Assert.Contains("Fairness", Written.By(stream => AuditMarkdown.Write(stream, audit)));
        Assert.Contains("id=\"fairness\"", Written.By(stream => AuditReport.Write(stream, audit, sums.Summary, 0)));
    }

    [Fact]
    public void Audit_NoSensitiveColumnsOrNoProbability_SaysSo()
    {
        AuditShape none = ScoredRows.Shape(fairness: new FairnessPolicy { Columns = [] }), number = ScoredRows.Shape(LabelKind.Number);

        Assert.Equal(FairnessStatus.NoSensitiveColumns, FairnessAuditor.Audit(none, new ScoredRows(1).Sums(none, 50), null).Status);
        Assert.Equal(FairnessStatus.NotApplicable, FairnessAuditor.Audit(number, new ScoredRows(1).Sums(number, 50), null).Status);
    }

    [Fact]
    public void Audit_OneHotPlayer_IsOneSensitiveColumn()
    {
        string[] names = ["sex_female", "sex_male", "x"];
        var players = new Players(["sex", "x"], [[0, 1], [2]]);
        var frame = new ExplanationFrame([.. names.Select(name => new Feature(name, FeatureType.Number))], players, ["yes"], OutputSpaces.Raw) { Sensitive = ["sex_female", "sex_male"] };
        var shape = new AuditShape(frame, 0, new Background([1, 0, 3, 0, 1, 4], 3), new CategoryCodes(), [0.2, 0.7], LabelKind.None, new PerformanceOptions());
        var sums = new AuditSums(shape);
        sums.AddBlock("job", [.. Enumerable.Range(1, 40).Select(row => new RowExplanation(row, [CellValue.Of(row % 2), CellValue.Of(1 - (row % 2)), CellValue.Of(row)], [new OutputExplanation(row / 40.0, 0, new double[2], new double[2], new double[2])], 0))], new Dictionary<long, double>(), true);

        FairnessColumn column = Assert.Single(FairnessAuditor.Audit(shape, sums, null).Columns);

        Assert.Equal("sex", column.Name);
        Assert.Equal([("female", 20L), ("male", 20L)], column.Groups.Select(group => (group.Group, group.Count)));
    }

    [Theory]
    [InlineData("""{"columns":[{"name":"sex"},{"name":"sex"}]}""", "a name of its own")]
    [InlineData("""{"columns":[{"name":"x1","bins":[2,1]}]}""", "ascending")]
    [InlineData("""{"intersections":[["sex"]]}""", "two different columns")]
    [InlineData("""{"minimumCount":1}""", "at least 2")]
    [InlineData("""{"columns":[{"name":"height"}]}""", "neither feature nor player")]
    [InlineData("""{"stratum":"height"}""", "neither feature nor player")]
    [InlineData("""{"columns":[{"name":"sex"}],"intersections":[["sex","city"]]}""", "not one of its columns")]
    [InlineData("""{"columns":[{"name":"x1","bins":[0],"privileged":["0 and above"]}],"stratum":"city"}""", null)]
    public void Policy_Problem_IsNamed(string json, string? problem)
    {
        FairnessPolicy policy = JsonNode.Parse(json)!.AsObject() is var node ? System.Text.Json.JsonSerializer.Deserialize<FairnessPolicy>(node, System.Text.Json.JsonSerializerOptions.Web)! : null!;

        string? found = policy.Problem() ?? policy.ProblemWith(ScoredRows.Frame);

        if (problem is null)
            Assert.Null(found);
        else
            Assert.Contains(problem, found);
    }

    [Fact]
    public void Audit_PrivilegedBinAndStratum_AreUsed()
    {
        AuditShape shape = ScoredRows.Shape(fairness: new FairnessPolicy { Columns = [new("x1") { Bins = [0], Privileged = ["0 and above"] }], Stratum = "city" });
        FairnessColumn column = FairnessAuditor.Audit(shape, new ScoredRows(6).Sums(shape, Rows), null).Columns[0];

        Assert.Equal(["0 and above"], column.Privileged);
        Assert.True(column.Comparison.Single(metric => metric.Name == "statistical_parity_difference").Value.Value < -0.3);
        Assert.NotNull(column.Facets[0].Metrics.Single(metric => metric.Name == "CDDPL").Value.Value);
        Assert.NotNull(column.Facets[0].Metrics.Single(metric => metric.Name == "FT").Value.Value);
        Assert.NotNull(column.Comparison.Single(metric => metric.Name == "consistency").Value.Value);
        Assert.Equal(5, column.Mitigations.Count);
        Assert.All(column.Mitigations, method => Assert.True(method.Absence is not null || method.Rows[^1].Changed is >= 0 and <= 1));
    }

    [Fact]
    public void Pages_NeverCallAModelCompliant()
    {
        AuditDocument audit = AuditCases.Audit(new ScoredRows(3).Sums(Shape, Rows), null, Shape);
        string all = Json(audit) + Written.By(stream => AuditReport.Write(stream, audit, new ScoredRows(3).Sums(Shape, Rows).Summary, 0)) + Written.By(stream => AuditMarkdown.Write(stream, audit));

        Assert.DoesNotMatch(Compliance(), all);
        Assert.Contains("Not applicable: needs access to the training of the model.", all);
        Assert.Contains("Analysis only", all);
    }

    [GeneratedRegex("(?i)complian|complies|is fair\\b|legal(ly)? safe")]
    private static partial Regex Compliance();

    /// <summary>120 rows, all from Oslo, of given sex, log-odds and label.</summary>
    private static AuditSums With(AuditShape shape, Func<int, (string? Sex, double Prediction, bool? Label)> of)
    {
        var sums = new AuditSums(shape);
        var labels = new Dictionary<long, double>();
        var block = new List<RowExplanation>();
        for (int row = 1; row <= 120; row++)
        {
            (string? sex, double prediction, bool? label) = of(row);
            CellValue[] cells = [.. Enumerable.Range(0, 4).Select(column => CellValue.Of((double)(row * (column + 1) % 7))), CellValue.Of("Oslo"), CellValue.Of(sex)];
            block.Add(new RowExplanation(row, cells, [new OutputExplanation(prediction, 0, (double[])[prediction, 0, 0, 0, 0, 0], new double[6], new double[6])], 0));
            if (label is { } known)
                labels.Add(row, known ? 1 : 0);
        }

        sums.AddBlock("job", block, labels, true);
        return sums;
    }

    private static string Json(AuditDocument audit) => Written.By(stream => AuditJson.Write(stream, audit));
}
