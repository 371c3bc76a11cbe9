using System.Text.Json;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Robustness;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Audits.Privacy;
using XaiFunctions.Documents.Audits.Probes;

namespace XaiFunctions.Documents.Tests.Audits.Probes;

public sealed class ProbeTests
{
    private static readonly ProbedModel Smooth = new(ProbedModel.Smooth);

    [Fact]
    public void Sections_PlantedWeakness_IsReportedAndASmoothModelIsNot()
    {
        (ProbeSection smooth, _) = Smooth.Sections();
        (ProbeSection fragile, _) = new ProbedModel(ProbedModel.Fragile).Sections();

        // Two hundredths of the range turn the third decimal; of a smooth model, only rows at the boundary.
        Assert.InRange(smooth.Robustness.Report!.Levels[0].Held.Value!.Value, 0.85, 1);
        Assert.InRange(fragile.Robustness.Report!.Levels[0].Held.Value!.Value, 0, 0.15);
        Assert.InRange(fragile.Robustness.Report.MedianLeastChange.Value!.Value, 0, 0.01);
        Assert.Equal(1, smooth.Robustness.Report.CleanAccuracy.Value);
        Assert.StartsWith("Decisions hold: ", Words(smooth)[0], StringComparison.Ordinal);
        Assert.StartsWith("Decisions are fragile: ", Words(fragile)[0], StringComparison.Ordinal);
        Assert.All([smooth, fragile], section => Assert.Contains("Nothing is certified.", Words(section)[0], StringComparison.Ordinal));
    }

    [Fact]
    public void Sections_SmoothModel_ExplanationsAreFaithfulAndStable()
    {
        (ProbeSection smooth, MembershipSection membership) = Smooth.Sections();

        Assert.True(smooth.Quality.Deletion.BetterThanRandom.Interval!.Value.Low > 0.5 && smooth.Quality.Insertion.Gain.Value > 0 && smooth.Quality.Infidelity.Gain.Value > 0);
        Assert.InRange(smooth.Quality.FaithfulnessEstimate.Value.Value!.Value, 0.9, 1);
        Assert.InRange(smooth.Stability.MaxSensitivity.Value!.Value, 0.01, 1);
        Assert.InRange(smooth.Quality.Surrogate!.Fidelity.R2.Value!.Value, 0.5, 0.999);
        Assert.All(smooth.Quality.Surrogate.Leaves, leaf => Assert.True(leaf.Share.Absence == Absence.TooFew || leaf.Share.Value is 0 or >= 11 / 40.0));
        Assert.All(membership.Inference.Signals, signal => Assert.True(signal.Auc.Interval!.Value.Contains(0.5)));
        Assert.Equal((0.0, Absence.NotApplicable), (membership.Repeated.Value, membership.Loss.Absence));
    }

    [Fact]
    public void Probe_GroupsInAnyOrderAndStoredBetween_GiveTheSameDocument()
    {
        ProbePlan plan = Smooth.Plan();
        ProbePart[] stored = [.. Enumerable.Range(0, plan.Groups).Reverse().Select(group => JsonSerializer.Deserialize<ProbePart>(JsonSerializer.Serialize(Smooth.Probe(plan, group), JsonSerializerOptions.Web), JsonSerializerOptions.Web)!)];
        ProbePlan storedPlan = JsonSerializer.Deserialize<ProbePlan>(JsonSerializer.Serialize(plan, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;

        (ProbeSection Probes, MembershipSection Membership) there = Smooth.Sections(storedPlan, stored), here = Smooth.Sections();

        Assert.Equal(5, plan.Groups);
        Assert.Equal(Text(here), Text(there));
    }

    [Fact]
    public void Sections_Budget_IsKeptAndWhatItCannotPayIsSaid()
    {
        ProbePlan plan = Smooth.Plan(new ProbePolicy { Budget = 400_000 });
        (ProbeSection poor, _) = Smooth.Sections(new ProbePolicy { Budget = 400_000 });
        (ProbeSection rich, _) = Smooth.Sections();

        Assert.Equal((ProbeStatus.TooExpensive, Absence.TooFew), (poor.Stability.Status, poor.Stability.MaxSensitivity.Absence));
        Assert.Equal((ProbeStatus.Measured, ProbeStatus.Measured), (poor.Quality.Status, rich.Stability.Status));
        Assert.InRange(poor.Robustness.Report!.Rows!.Value, 11, 39);
        Assert.InRange(plan.Estimated, 1, 400_000);
        Assert.All([poor.Cost, rich.Cost], cost => Assert.InRange(cost.Spent, 1, cost.Estimated));
        Assert.InRange(rich.Robustness.Report!.Queries, 10_000, rich.Cost.Spent);
        Assert.Contains(Words(poor), finding => finding.Contains("the budget of the policy does not suffice", StringComparison.Ordinal));
    }

    [Fact]
    public void Sections_NumbersThatAreNoProbabilities_HaveNoDecisionUnlessThePolicySays()
    {
        var dollars = new ProbedModel(row => 1000 * ProbedModel.Smooth(row), labels: LabelKind.Number);

        (ProbeSection without, _) = dollars.Sections();
        (ProbeSection with, _) = dollars.Sections(new ProbePolicy { Rows = 40, Threshold = 500 });

        Assert.Equal((ProbeStatus.NoDecision, ProbeStatus.Measured, ProbeStatus.Measured), (without.Robustness.Status, without.Quality.Status, without.Stability.Status));
        Assert.Equal(Absence.NotApplicable, without.Quality.Surrogate!.Fidelity.Agreement.Absence);
        Assert.Equal((ProbeStatus.Measured, 500.0), (with.Robustness.Status, with.Robustness.Threshold));
        Assert.True(with.Quality.Surrogate!.Fidelity.Agreement.Value > 0.7);
    }

    [Fact]
    public void Sections_NothingTurnsADecision_IsAStatusAndNoCrash()
    {
        (ProbeSection always, _) = new ProbedModel(row => 0.9 + (0.01 * row[0])).Sections();
        AuditDocument audit = AuditCases.WithProbes(always, null);
        string json = Written.By(stream => AuditJson.Write(stream, audit));

        Assert.Equal(LeastChangeStatus.NotFoundForHalf, always.Robustness.LeastChange);
        Assert.Equal(double.PositiveInfinity, always.Robustness.Report!.MedianLeastChange.Value);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(json).RootElement.GetProperty("probes").GetProperty("robustness").GetProperty("report").GetProperty("medianLeastChange").GetProperty("value").ValueKind);
        Assert.Contains(audit.Findings, finding => finding.StartsWith("For half of the rows or more no change was found", StringComparison.Ordinal));
        Assert.False(new AuditRule("robustness.medianLeastChange", AuditOperator.Below, 0.05).Evaluate(audit.Metrics["robustness.medianLeastChange"], 0).Raised);
        Assert.Equal(1, audit.Metrics["robustness.heldAt.0.25"].Value);
    }

    [Fact]
    public void Sections_EdgeCases_TellRefusalsAndHeldColumns()
    {
        (ProbeSection smooth, _) = Smooth.Sections();

        Assert.Equal(["x3"], smooth.Robustness.Immutable);
        Assert.True(Assert.Single(smooth.Robustness.EdgeCases, edge => edge.Case == EdgeCase.UnseenCategory).IsRefused);
        EdgeCaseResult missing = Assert.Single(smooth.Robustness.EdgeCases, edge => edge.Case == EdgeCase.Missing);
        Assert.Equal(("x1", 40), (missing.Column, missing.NotFinite)); // of others, rows without a value are rejected
        Assert.Contains(Words(smooth), finding => finding.StartsWith("The model does not answer with a finite number to x1 (no value)", StringComparison.Ordinal));
    }

    [Fact]
    public void Membership_RowsOfTheBackgroundOrFarFromIt_AreTold()
    {
        (_, MembershipSection repeated) = new ProbedModel(ProbedModel.Smooth, repeated: 12).Sections();
        (_, MembershipSection far) = new ProbedModel(row => 0.2 + (0.1 * (row[0] + row[1] + row[2])), shift: 1.5).Sections();

        Assert.Equal((0.3, 28L), (repeated.Repeated.Value, repeated.Inference.Others));
        Assert.All(far.Inference.Signals, signal => Assert.True(signal.Signal == "variance" || signal.Auc.Interval!.Value.Low > 0.9));
        string[] words = [.. ProbeFindings.Of(AuditCases.WithProbes(null, far))];
        Assert.Contains(words, finding => finding.StartsWith("The norm of attributions tells rows of the background from others", StringComparison.Ordinal) && finding.EndsWith(MembershipInference.Note, StringComparison.Ordinal));
    }

    [Fact]
    public void Sections_FewRows_AreNotTold()
    {
        (ProbeSection few, MembershipSection membership) = new ProbedModel(ProbedModel.Smooth, rows: 10).Sections();

        Assert.Equal((ProbeStatus.TooFew, ProbeStatus.TooFew, ProbeStatus.TooFew, null), (few.Robustness.Status, few.Stability.Status, few.Quality.Status, few.Quality.Surrogate));
        Assert.Null(few.Cost.Sampled);
        Assert.Empty(few.Robustness.EdgeCases);
        Assert.All(membership.Inference.Signals, signal => Assert.Equal(Absence.TooFew, signal.Auc.Absence));
    }

    [Theory]
    [InlineData(10, 1_000_000, 0.1, 0.2)]
    [InlineData(100, 10, 0.1, 0.2)]
    [InlineData(100, 1_000_000, 0.2, 0.1)]
    [InlineData(100, 1_000_000, 0, 0.1)]
    public void Problem_OutOfRange_IsNamed(int rows, long budget, double first, double second) =>
        Assert.NotNull(new ProbePolicy { Rows = rows, Budget = budget, Epsilons = [first, second] }.Problem());

    private static string[] Words(ProbeSection section) => [.. ProbeFindings.Of(AuditCases.WithProbes(section, null))];

    private static string Text((ProbeSection Probes, MembershipSection Membership) sections) =>
        Written.By(stream => AuditJson.Write(stream, AuditCases.WithProbes(sections.Probes, sections.Membership)));
}
