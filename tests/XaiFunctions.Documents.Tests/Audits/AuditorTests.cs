using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Audits.Probes;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Tests.Audits.Probes;
using XaiFunctions.Tests;

namespace XaiFunctions.Documents.Tests.Audits;

public sealed class AuditorTests
{
    private const int Rows = 600;

    private static readonly AuditShape Shape = ScoredRows.Shape();
    private static readonly AuditSums Reference = new ScoredRows(2).Sums(Shape, Rows);

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

    [Theory]
    [InlineData(0.85, 0.80, 0.89, 0, true)]
    [InlineData(0.85, 0.80, 0.91, 0, false)]
    [InlineData(0.95, 0.94, 0.96, 0, false)]
    public void Rule_WithInterval_IsCrossedOnlyBeyondIt(double value, double low, double high, int streak, bool crossed) =>
        Assert.Equal(crossed, new AuditRule("m", AuditOperator.Below, 0.9).Evaluate(Estimate.Of(value, 100, new Interval(low, high)), streak).Crossed);

    [Fact]
    public void Rule_Consecutive_RaisesAtTheLastOfThem()
    {
        AuditRule rule = new AuditRule("m", AuditOperator.Above, 0.5) { Consecutive = 2, MinimumCount = 10 };
        Estimate high = Estimate.Of(1, 100), low = Estimate.Of(0, 100), few = Estimate.Of(1, 9);

        Assert.Equal((1, false), Brief(rule.Evaluate(high, 0)));
        Assert.Equal((2, true), Brief(rule.Evaluate(high, 1)));
        Assert.Equal((0, false), Brief(rule.Evaluate(low, 1)));
        Assert.Equal((1, false), Brief(rule.Evaluate(few, 1)));
        Assert.Equal((1, false), Brief(rule.Evaluate(null, 1)));
    }

    [Fact]
    public void Audit_FewRows_TellsNothingOfTheirAttributions()
    {
        AuditSums few = new ScoredRows(3).Sums(Shape, 10);
        AuditDocument audit = Audit(few);
        Assert.Null(audit.Attribution);
        Assert.Contains("Fewer than 11 rows were scored, so that nothing is told of their attributions.", audit.Findings);
        Assert.DoesNotContain("<svg", Written.By(stream => AuditReport.Write(stream, audit, few.Summary, 0)));
    }

    [Fact]
    public void Audit_ManyRows_HasNothingOfSingleOnes()
    {
        AuditSums many = new ScoredRows(3).Sums(Shape, 100);
        AuditDocument audit = Audit(many);
        Assert.All(audit.Attribution!.Importance, player => Assert.Equal((null, null), (player.Minimum, player.Maximum)));
        string html = Written.By(stream => AuditReport.Write(stream, audit, many.Summary, 0));
        Assert.Contains("<svg", html);
        Assert.Contains("without bars of fewer than 11", html);
        Assert.DoesNotContain(Beeswarm.Draw(many.Summary, 0).Title, html);
    }

    [Fact]
    public void Mark_AuditDerivedAgain_SaysFromHowManyOfTheRows()
    {
        AuditDocument audit = Rederived();
        Assert.Equal(new AuditRederivation(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), 120), audit.Rederived);
        Assert.Equal("Derived again on 2026-05-04, after the erasure of a person's rows: from 100 of the 120 rows that were counted before, by the policy of that day.", audit.Findings[0]);
    }

    [Fact]
    public async Task Json_EveryKindOfAudit_FollowsThePublishedSchema()
    {
        Assert.Equal(
            JsonNode.Parse(DocumentSchemas.Audit.Span)!.ToJsonString(), AuditJson.Schema().ToJsonString());
        Assert.Equal(JsonNode.Parse(DocumentSchemas.Alert.Span)!.ToJsonString(), AuditJson.AlertSchema().ToJsonString());
        string[] audits = [Json(Audit(new ScoredRows(3).Sums(Shape, 100))), Json(Audit(new AuditSums(Shape))), Json(Auditor.Audit(Shape, Reference, null, Input())), Json(Probed()), Json(Rederived())];
        Assert.Equal("", await JsonSchemas.ValidateAsync(JsonNode.Parse(DocumentSchemas.Audit.Span)!, audits.Select(audit => ("#", "audit", JsonNode.Parse(audit)))));
        Assert.NotEqual("", await JsonSchemas.ValidateAsync(JsonNode.Parse(DocumentSchemas.Audit.Span)!, [("#", "audit", JsonNode.Parse(audits[0].Replace("\"status\": \"complete\"", "\"status\": 1", StringComparison.Ordinal)))]));
    }

    [Fact]
    public async Task ReadAlerts_AlertedAudit_AreTheirMessagesInOrder()
    {
        AuditDocument audit = Audit(new ScoredRows(3) { Shift = 0.8 }.Sums(Shape, Rows));
        IReadOnlyList<ToldAlert> told = AuditJson.ReadAlerts(Encoding.UTF8.GetBytes(Json(audit)));

        Assert.NotEmpty(told);
        Assert.Equal(audit.Alerts.Select(alert => (alert.Id, alert.Severity, audit.Audit.FinishedAt)), told.Select(alert => (alert.Id, alert.Severity, alert.At)));
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Alert, told.Select(alert => Encoding.UTF8.GetString(alert.Message))));
    }

    [Fact]
    public void Pages_AlertedAudit_SayWhatWasFoundAndEncodeNames()
    {
        AuditDocument audit = Audit(new ScoredRows(3) { Shift = 0.8 }.Sums(Shape, Rows));
        audit = audit with { Audit = audit.Audit with { Model = "<script>" } };

        string html = Written.By(stream => AuditReport.Write(stream, audit, Reference.Summary, 0)), markdown = Written.By(stream => AuditMarkdown.Write(stream, audit));

        Assert.Contains("&lt;script&gt;", html);
        Assert.DoesNotContain("<script", html);
        Assert.Contains("<svg", html);
        Assert.Contains("1 of 6 columns have drifted", html);
        Assert.Contains("prediction.drifted is 1 over 600 rows", markdown.Replace("\\", "", StringComparison.Ordinal));
    }

    /// <summary>Sums of 200 terms in another order differ by 200 * 2^-53 of their size, far below the ninth digit.</summary>
    private static string Rounded(string json) => Regex.Replace(
        json, @"-?\d+\.\d+(E[+-]?\d+)?", number => double.Parse(number.Value, CultureInfo.InvariantCulture).ToString("G9", CultureInfo.InvariantCulture));

    /// <summary>The page of an audit with drift, decay and alerts.</summary>
    internal static string AlertedPage()
    {
        AuditSums sums = new ScoredRows(3) { Shift = 0.8, Wrong = 0.3, OtherReasons = true }.Sums(Shape, Rows);
        (ProbeSection probes, MembershipSection membership) = new ProbedModel(ProbedModel.Fragile).Sections();
        AuditInput input = Input() with { Probes = probes, Privacy = new PrivacySection { Membership = membership } };
        return Written.By(stream => AuditReport.Write(stream, Auditor.Audit(Shape, sums, Reference, input), sums.Summary, 0));
    }

    /// <summary>An audit of clean rows, in which a model was tried out.</summary>
    internal static AuditDocument WithProbes(ProbeSection? probes, MembershipSection? membership) =>
        Auditor.Audit(Shape, new ScoredRows(3).Sums(Shape, 100), Reference, Input() with { Probes = probes, Privacy = new PrivacySection { Membership = membership } });

    private static AuditDocument Probed()
    {
        (ProbeSection probes, MembershipSection membership) = new ProbedModel(ProbedModel.Smooth).Sections();
        return WithProbes(probes, membership);
    }

    /// <summary>The same audit as it is stored.</summary>
    internal static string AlertedJson() => Json(Audit(new ScoredRows(3) { Shift = 0.8, Wrong = 0.3, OtherReasons = true }.Sums(Shape, Rows)));

    private static (int, bool) Brief(RuleOutcome outcome) => (outcome.Streak, outcome.Raised);

    private static string Json(AuditDocument audit) => Written.By(stream => AuditJson.Write(stream, audit));

    private static AuditDocument Audit(AuditSums sums, int streak = 0) => Auditor.Audit(Shape, sums, Reference, Input(streak));

    internal static AuditDocument Audit(AuditSums sums, AuditSums? reference, AuditShape shape) => Auditor.Audit(shape, sums, reference, Input());

    private static AuditInput Input(int streak = 0, string reference = "reference") => new(
        new AuditSubject("0123", "credit", "1", "yes", "log-odds", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), "timer", DateTimeOffset.UnixEpoch.AddDays(1), reference),
        new ScoredSection(1, 100, []),
        1,
        100,
        new Dictionary<string, long>(),
        AuditRule.Default,
        [.. AuditRule.Default.Select(_ => streak)]);

    private static AuditDocument Rederived() => new AuditRederivation(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), 120).Mark(Audit(new ScoredRows(3).Sums(Shape, 100)));
}
