using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.Core.Cards;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Governance;
using XaiFunctions.Documents.Tests.Audits;
using XaiFunctions.Tests;
using YamlDotNet.RepresentationModel;

namespace XaiFunctions.Documents.Tests.Governance;

public sealed class ModelCardTests
{
    [Fact]
    public async Task Make_SaidAndUnsaid_FollowsTheFormOfTheToolkit()
    {
        string[] cards = [.. ((MeasuredAudit?[])[GovernanceCases.Audit, null]).SelectMany(audit => new[] { Json(GovernanceCases.Facts(), audit), Json(GovernanceCases.Facts(GovernanceCases.Said), audit) })];

        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.ModelCard, cards));
        Assert.All(cards, card => Assert.DoesNotContain("null", card, StringComparison.Ordinal));
        Assert.NotEqual("", await JsonSchemas.ValidateAsync(DocumentSchemas.ModelCard, [cards[0].Replace("\"schema_version\"", "\"schemaVersion\"", StringComparison.Ordinal)]));
    }

    [Fact]
    public void Make_Audited_TellsEveryNumberAsTheAuditHasIt()
    {
        JsonNode audit = JsonNode.Parse(GovernanceCases.AuditJson)!;
        ModelCard card = ModelCards.Make(GovernanceCases.Facts(), GovernanceCases.Audit);

        Assert.Contains(card.Analysis.Metrics, metric => metric.Type == "performance.accuracy");
        Assert.DoesNotContain(card.Analysis.Metrics, metric => metric.Type.StartsWith("data.x1", StringComparison.Ordinal));
        Assert.All(card.Analysis.Metrics, metric =>
        {
            JsonNode told = audit["metrics"]![metric.Type]!;
            Assert.Equal(told["value"]!.GetValue<double>(), double.Parse(metric.Value, CultureInfo.InvariantCulture));
            Assert.Equal(told["interval"]?["low"]!.GetValue<double>(), metric.Interval is { } interval ? double.Parse(interval.Lower, CultureInfo.InvariantCulture) : null);
            Assert.StartsWith($"{told["count"]} rows", metric.Slice, StringComparison.Ordinal);
        });
        Assert.Equal("2026-11-03", card.Details.Version.Date);
    }

    [Fact]
    public void Make_NothingSaid_ListsEveryGap()
    {
        string[] gaps = [.. ModelCards.Make(GovernanceCases.Facts(), null).Considerations.Limitations.Select(note => note.Description)];

        Assert.Equal(11, gaps.Count(gap => gap.StartsWith("Not stated: ", StringComparison.Ordinal)));
        Assert.Contains("Not measured: there is no audit of this version yet.", gaps);
    }

    [Fact]
    public void Make_EverythingSaidAndMeasured_HasOnlyTheGapsThatAreLeft()
    {
        string[] notes = [.. ModelCards.Make(GovernanceCases.Facts(GovernanceCases.Said), GovernanceCases.With("fairness.difference", 0.1)).Considerations.Limitations.Select(note => note.Description)];

        Assert.Equal(["knows no firms", "Not for: housing"], notes[..2]);
        Assert.DoesNotContain(notes, note => note.StartsWith("Not stated", StringComparison.Ordinal) || note.Contains("labels", StringComparison.Ordinal) || note.Contains("groups", StringComparison.Ordinal));
        Assert.Contains("Not measured: how predictions withstand changed input.", notes);
    }

    [Fact]
    public void Make_LicenseOfItsOwn_IsItsText()
    {
        CardLicense license = Assert.Single(ModelCards.Make(GovernanceCases.Facts(new CardText { License = "For members only." }), null).Details.Licenses!);
        Assert.Equal((null, "For members only."), (license.Identifier, license.CustomText));
    }

    [Fact]
    public void Markdown_Card_HasFrontMatterThatModelHubsRead()
    {
        string markdown = Encoding.UTF8.GetString(ModelCardPages.Markdown(GovernanceCases.Facts(GovernanceCases.Said, "a: \"b\" # c"), GovernanceCases.Audit));
        var stream = new YamlStream();
        stream.Load(new StringReader(markdown.Split("---\n")[1]));
        var matter = (YamlMappingNode)stream.Documents[0].RootNode;

        Assert.Equal(("onnx", "apache-2.0", "tabular-classification"), (matter["library_name"].ToString(), matter["license"].ToString(), matter["pipeline_tag"].ToString()));
        YamlNode index = matter["model-index"][0];
        Assert.Equal("a: \"b\" # c", index["name"].ToString());
        YamlNode accuracy = ((YamlSequenceNode)index["results"][0]["metrics"]).First(metric => metric["type"].ToString() == "accuracy");
        Assert.Equal(GovernanceCases.Audit.At("/metrics/performance.accuracy/value")!.GetValue<double>(), double.Parse(accuracy["value"].ToString(), CultureInfo.InvariantCulture));
        Assert.Equal(
            ["Gaps", "Model Details", "Uses", "Bias, Risks, and Limitations", "How to Get Started with the Model", "Training Details", "Evaluation", "Model Examination", "Technical Specifications", "Citation", "Model Card Contact"],
            markdown.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].Replace("\\", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Pages_HostileTexts_AreOnlyText()
    {
        const string Script = ReportCases.Script;
        var card = new CardText { Overview = Script, License = Script, Owners = [new(Script, Script)], Limitations = [Script], References = [$"javascript:{Script}"], Data = new() { Collection = Script } };
        ModelFacts facts = GovernanceCases.Facts(card, frame: new(ScoredRows.Frame.Features, ScoredRows.Frame.Players, [Script], OutputSpaces.Raw));
        foreach (byte[] page in (byte[][])[ModelCardPages.Html(facts, null), Datasheets.Html(facts, null)])
        {
            Assert.DoesNotContain("<script", Encoding.UTF8.GetString(page), StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"javascript", Encoding.UTF8.GetString(page), StringComparison.Ordinal);
        }

        Assert.DoesNotMatch(@"(?<!\\)<script", Encoding.UTF8.GetString(ModelCardPages.Markdown(facts, null)).Split("---\n")[2]);
    }

    private static string Json(ModelFacts facts, MeasuredAudit? audit) => Encoding.UTF8.GetString(GovernanceJson.Write(ModelCards.Make(facts, audit)));
}
