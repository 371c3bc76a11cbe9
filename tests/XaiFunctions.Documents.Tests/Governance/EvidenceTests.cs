using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.Documents.Governance;
using XaiFunctions.Documents.Governance.Evidence;
using XaiFunctions.Tests;

namespace XaiFunctions.Documents.Tests.Governance;

public sealed class EvidenceTests
{
    [Fact]
    public void Make_Audited_PointsAtEveryNumberItTells()
    {
        MeasuredAudit audit = GovernanceCases.With("fairness.a/b~c", 0.25);
        EvidenceMap map = EvidenceMaps.Make(GovernanceCases.Facts(GovernanceCases.Said), audit);
        EvidenceItem[] numbers = [.. map.Evidence.SelectMany(entry => entry.Items).Where(item => item.Value is not null)];

        Assert.NotEmpty(numbers);
        Assert.All(numbers, item =>
        {
            JsonNode there = audit.At(item.Pointer!)!;
            Assert.Equal(item.Value, there is JsonObject metric ? metric["value"]!.GetValue<double>() : there.GetValue<double>());
            Assert.Equal(item.Pointer, Uri.UnescapeDataString(item.Url.Split('#')[1]));
            Assert.StartsWith("/api/models/credit/audits/0123/files/audit.json#", item.Url, StringComparison.Ordinal);
        });
        Assert.Contains(numbers, item => item is { What: "fairness.a/b~c", Pointer: "/metrics/fairness.a~1b~0c", Rows: 77 });
        Assert.All(map.Evidence.SelectMany(entry => entry.Items).Where(item => item.Pointer is not null), item => Assert.NotNull(audit.At(item.Pointer!)));
    }

    [Fact]
    public void Make_AnyFacts_HasEveryClauseOnceAsEvidenceOrGap()
    {
        foreach (MeasuredAudit? audit in (MeasuredAudit?[])[null, GovernanceCases.Audit])
        {
            EvidenceMap map = EvidenceMaps.Make(GovernanceCases.Facts(), audit);
            (string Framework, string Clause)[] all = [.. map.Evidence.Select(entry => (entry.Framework, entry.Clause)), .. map.Gaps.Select(gap => (gap.Framework, gap.Clause))];
            Assert.Equal(all.Length, all.Distinct().Count());
            // NIST AI 100-1: 19 + 18 + 22 + 13 subcategories; ISO/IEC 42001: 38 controls of Annex A.
            Assert.Equal([72, 38, 20], all.GroupBy(clause => clause.Framework).OrderByDescending(group => group.Count()).Select(group => group.Count()));
            Assert.All(map.Evidence, entry => Assert.NotEmpty(entry.Items));
        }
    }

    [Fact]
    public void Make_WithoutAuditOrWords_LeavesWhatNeedsThemAsGaps()
    {
        EvidenceMap bare = EvidenceMaps.Make(GovernanceCases.Facts(), null), full = EvidenceMaps.Make(GovernanceCases.Facts(GovernanceCases.Said), GovernanceCases.Audit);

        foreach (string clause in (string[])["MEASURE 2.3", "MEASURE 2.9", "A.9.4", "Article 15", "Article 86(1)"])
        {
            Assert.Contains(bare.Gaps, gap => gap.Clause == clause && gap.Why.StartsWith("There is not yet: ", StringComparison.Ordinal));
            Assert.Contains(full.Evidence, entry => entry.Clause == clause);
        }

        Assert.Contains(full.Gaps, gap => gap.Clause == "MEASURE 2.10" && gap.Why.Contains("privacy", StringComparison.Ordinal));
        Assert.Contains(full.Evidence, entry => entry.Clause == "MEASURE 2.11" && entry.Items.All(item => item.What.StartsWith("fairness.", StringComparison.Ordinal)));
        Assert.Contains(full.Gaps, gap => gap.Clause == "GOVERN 2.2" && gap.Why.StartsWith("Nothing that this software records", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_MapsAndSheets_FollowTheirSchemasAndClaimNothing()
    {
        Assert.Equal(JsonNode.Parse(DocumentSchemas.Evidence.Span)!.ToJsonString(), GovernanceJson.Schema<EvidenceMap>("Evidence map, version 1").ToJsonString());
        Assert.Equal(JsonNode.Parse(DocumentSchemas.Datasheet.Span)!.ToJsonString(), GovernanceJson.Schema<Datasheet>("Data sheet, version 1").ToJsonString());
        foreach (MeasuredAudit? audit in (MeasuredAudit?[])[null, GovernanceCases.Audit])
        {
            ModelFacts facts = GovernanceCases.Facts(GovernanceCases.Said);
            string map = Encoding.UTF8.GetString(GovernanceJson.Write(EvidenceMaps.Make(facts, audit)));
            Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Evidence, [map]));
            Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Datasheet, [Encoding.UTF8.GetString(GovernanceJson.Write(Datasheets.Make(facts, audit)))]));
            foreach (string text in (string[])[map, Encoding.UTF8.GetString(EvidenceMaps.Markdown(facts, audit)), Encoding.UTF8.GetString(EvidenceMaps.Html(facts, audit))])
                Assert.DoesNotMatch("(?i)compl(y|ies|iant|iance)|conform|certif", text);
        }
    }

    [Fact]
    public void Datasheet_Counts_AreThoseOfBackgroundAndAudit()
    {
        Datasheet sheet = Datasheets.Make(GovernanceCases.Facts(), GovernanceCases.Audit);

        Assert.Equal(["Motivation", "Composition", "Collection", "Preprocessing", "Uses", "Distribution", "Maintenance"], sheet.Sections.Select(section => section.Name));
        Assert.Equal([("x1", 2, 1), ("x2", 0, 1), ("x3", 0, 1), ("x4", 0, 2), ("city", 0, 2), ("sex", 0, 2)], sheet.Columns.Select(column => (column.Name, column.BackgroundMissing, column.BackgroundDistinct)));
        Assert.Equal(["x1"], sheet.Columns.Where(column => column.Drifted == true).Select(column => column.Name));
        Assert.Equal(7, sheet.Gaps.Count);
        Assert.Empty(Datasheets.Make(GovernanceCases.Facts(GovernanceCases.Said), GovernanceCases.Audit).Gaps);
        Assert.Contains("there is no audit", Assert.Single(Datasheets.Make(GovernanceCases.Facts(GovernanceCases.Said), null).Gaps), StringComparison.Ordinal);
    }
}
