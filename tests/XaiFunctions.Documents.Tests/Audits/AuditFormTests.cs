using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.Documents.Audits;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Tests;
using static XaiFunctions.Documents.Tests.Audits.AuditCases;

namespace XaiFunctions.Documents.Tests.Audits;

public sealed class AuditFormTests
{
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
}
