using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits;
using static XaiFunctions.Documents.Tests.Audits.AuditCases;

namespace XaiFunctions.Documents.Tests.Audits;

public sealed class AuditorTests
{
    [Fact]
    public void Audit_DriftedColumn_IsNamedAndNothingElseIs()
    {
        AuditDocument audit = Audit(new ScoredRows(3) { Shift = 0.8 }.Sums(Shape, Rows));

        Assert.Equal(["x1"], audit.Data!.Columns.Where(column => column.Drifted).Select(column => column.Column));
        Assert.True(audit.Prediction!.Drifted);
        Assert.False(audit.Attribution!.Drift!.Drifted);
        Assert.Equal(DecayVerdict.NoChange, audit.Performance!.Decay!.Verdict);
        Assert.Equal(["prediction.drifted above 0.5"], audit.Alerts.Select(alert => alert.Rule));
        Assert.Contains("1 of 6 columns have drifted from the background: x1.", audit.Findings);
    }

    [Fact]
    public void Audit_Decay_IsCalledOutInWordsAndNothingElseIs()
    {
        AuditDocument audit = Audit(new ScoredRows(4) { Wrong = 0.25 }.Sums(Shape, Rows));

        Assert.Equal(0, audit.Data!.DriftedCount);
        Assert.Equal(["performance.accuracyChange below 0"], audit.Alerts.Select(alert => alert.Rule));
        Assert.Equal(AuditSeverity.Critical, audit.Alerts[0].Severity);
        Assert.True(audit.Alerts[0].Evidence.Interval!.Value.High < 0);
        Assert.Contains(audit.Findings, finding => finding.StartsWith("Silent decay: Accuracy fell from ", StringComparison.Ordinal));
    }

    [Fact]
    public void Audit_OtherReasons_RaisesAttributionDriftWithItsEvidence()
    {
        AuditDocument audit = Audit(new ScoredRows(5) { OtherReasons = true }.Sums(Shape, Rows));

        AuditAlert alert = Assert.Single(audit.Alerts, alert => alert.Rule == "attribution.ndcg below 0.9");
        Assert.True(alert.Evidence.Value < 0.9 && alert.Evidence.Interval!.Value.High < 0.9);
        Assert.Equal(Rows, alert.Evidence.Count);
        Assert.Contains(audit.Attribution!.Players!.Columns, column => column.Drifted);
    }

    /// <summary>200 clean sweeps of 300 rows: what an alarm costs when nothing has happened.</summary>
    [Fact]
    public void Audit_CleanSweeps_RaiseFewFalseAlarms()
    {
        AuditShape shape = ScoredRows.Shape(rows: 200);
        AuditSums reference = new ScoredRows(1000).Sums(shape, 300);
        int alarmed = Enumerable.Range(0, 200).AsParallel().Count(sweep => Audit(new ScoredRows(2000 + sweep).Sums(shape, 300), reference, shape).Alerts.Count > 0);

        // Four of the six default rules are tests: that of the predictions at 5 %, that of the accuracy at 2.5 % on its one side, those of fairness at 1 % each over all groups. 33 is the
        // 99.9 % quantile of 200 draws at 9.5 %. Measured: 8, all of them of the predictions.
        Assert.InRange(alarmed, 0, 33);
    }

    [Fact]
    public void Audit_NothingScored_IsEmptyAndLeavesStreaksAsTheyWere()
    {
        AuditDocument audit = Audit(new AuditSums(Shape), streak: 3);

        Assert.Equal("empty", audit.Status);
        Assert.Null(audit.Data);
        Assert.Empty(audit.Alerts);
        Assert.All(audit.Rules, rule => Assert.Null(rule.Crossed));
        Assert.All(audit.Rules, rule => Assert.Equal(3, rule.Streak));
        Assert.Contains(audit.Findings, finding => finding.StartsWith("Nothing was scored", StringComparison.Ordinal));
        Assert.Equal(Absence.NoRows, audit.Performance!.Binary!.Accuracy.Absence);
    }

    [Fact]
    public void Audit_ReferenceSweep_SaysSoAndComparesNoAttributions()
    {
        AuditDocument audit = Auditor.Audit(Shape, Reference, null, Input(reference: "itself"));

        Assert.Null(audit.Attribution!.Drift);
        Assert.Contains(audit.Findings, finding => finding.StartsWith("This is the reference sweep", StringComparison.Ordinal));
        Assert.DoesNotContain("attribution.ndcg", audit.Metrics.Keys);
    }

    [Fact]
    public void Audit_LateLabelsOnly_MeasurePerformanceAndNoDrift()
    {
        AuditDocument audit = Audit(new ScoredRows(6).Sums(Shape, 100, inPeriod: false));

        Assert.Equal("empty", audit.Status);
        Assert.Equal(100, audit.Labels.Late);
        Assert.NotNull(audit.Performance!.Binary!.Accuracy.Value);
    }

    [Fact]
    public void Audit_LabelsOfOneClass_SaysWhatCannotBeTold()
    {
        AuditDocument audit = Audit(new ScoredRows(10) { OnlyYes = true }.Sums(Shape, Rows));

        BinaryPerformance performance = audit.Performance!.Binary!;
        Assert.Equal((Absence.OneClass, Absence.OneClass), (performance.RocAuc.Absence, performance.BalancedAccuracy.Absence));
        Assert.Equal(1, performance.BaseRate.Value);
        Assert.Equal(Absence.OneClass, audit.Metrics["performance.rocAuc"].Absence);
        using var json = new MemoryStream();
        AuditJson.Write(json, audit);
        Assert.Equal("oneClass", JsonNode.Parse(json.ToArray())!["metrics"]!["performance.rocAuc"]!["absence"]!.GetValue<string>());
    }

    /// <summary>Requests are jobs of one row, all of them with the number 1.</summary>
    [Fact]
    public void Audit_ManyJobsOfOneRow_ComparesTheAttributionsOfAll()
    {
        var sums = new AuditSums(Shape);
        var rows = new ScoredRows(9);
        for (int job = 0; job < 300; job++)
            rows.Add(sums, 1, 1, job: $"job{job}");

        AuditDocument audit = Audit(sums);

        Assert.Equal(300, sums.Sample.Rows.Count);
        Assert.Equal(DriftStatus.Measured, audit.Attribution!.Players!.Columns[0].Status);
        Assert.Equal(0, audit.Attribution.Players.DriftedCount);
    }

    [Fact]
    public void Audit_ConstantColumn_IsSaidToBeConstant()
    {
        AuditShape shape = ScoredRows.Shape(change: row => row[3] = 7);
        AuditDocument audit = Audit(new ScoredRows(7).Sums(shape, 100), null, shape);

        Assert.True(audit.Data!.Columns[3].ReferenceIsConstant);
        Assert.Contains("1 column(s) do not vary in the background; only distances over bins are given for them.", audit.Findings);
    }

    [Fact]
    public void Audit_NoLabels_GivesTheEstimateWithItsAssumption()
    {
        AuditShape shape = ScoredRows.Shape(LabelKind.None);
        var sums = new AuditSums(shape);
        new ScoredRows(8).Add(sums, 500, 1, labelled: false);
        AuditDocument audit = Audit(sums, null, shape);

        Assert.Null(audit.Performance!.Binary);
        Assert.InRange(audit.Metrics["expected.accuracy"].Value!.Value, 0.6, 0.95);
        Assert.Contains(audit.Findings, finding => finding.Contains(ExpectedPerformance.Assumption, StringComparison.Ordinal));
    }

    [Fact]
    public void Merge_PartsThatTravelled_GivesTheSameAudit()
    {
        var whole = new AuditSums(Shape);
        AuditSums? merged = null;
        for (int part = 0; part < 3; part++)
        {
            var same = new ScoredRows(90 + part);
            same.Add(whole, 64, 1 + (part * 64));
            using var stream = new MemoryStream();
            var sums = new AuditSums(Shape);
            new ScoredRows(90 + part).Add(sums, 64, 1 + (part * 64));
            sums.Write(stream);
            stream.Position = 0;
            AuditSums read = AuditSums.Read(stream, Shape);
            Assert.Equal(stream.Length, stream.Position);
            if (merged is null)
                merged = read;
            else
                merged.Merge(read);
        }

        Assert.Equal(Rounded(Json(Audit(whole))), Rounded(Json(Audit(merged!))));
    }

    /// <summary>Sums of 200 terms in another order differ by 200 * 2^-53 of their size, far below the ninth digit.</summary>
    private static string Rounded(string json) => Regex.Replace(
        json, @"-?\d+\.\d+(E[+-]?\d+)?", number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("G9", CultureInfo.InvariantCulture));
}
