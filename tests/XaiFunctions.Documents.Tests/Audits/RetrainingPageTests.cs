using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using XaiFunctions.Tests;
using YamlDotNet.RepresentationModel;

namespace XaiFunctions.Documents.Tests.Audits;

/// <summary>The page infra-bicep/RETRAINING.md: its message is one, its pipelines are YAML, and what they take out of the message is in it.</summary>
public sealed partial class RetrainingPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(
        typeof(RetrainingPageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!, "infra-bicep", "RETRAINING.md"));

    private static readonly JsonNode Message = Blocks("json").Select(block => JsonNode.Parse(block)!).Single(block => block["alert"] is not null);

    [Fact]
    public async Task Message_OfThePage_FollowsThePublishedSchemaToTheLastMember()
    {
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Alert, [Message.ToJsonString()]));
        JsonObject members = JsonNode.Parse(DocumentSchemas.Alert.Span)!["properties"]!.AsObject();
        Assert.Equal(members.Select(member => member.Key), Message.AsObject().Select(member => member.Key));
        foreach (string part in new[] { "audit", "alert" })
            Assert.Equal(members[part]!["properties"]!.AsObject().Select(member => member.Key), Message[part]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void Pipelines_OfThePage_AreYamlWithWhatTheirServicesAskFor()
    {
        YamlMappingNode[] pipelines = [.. Blocks("yaml").Select(Parse)];
        Assert.Equal(2, pipelines.Length);
        YamlMappingNode job = (YamlMappingNode)pipelines[0]["jobs"]["retrain"];
        Assert.Equal("*/15 * * * *", pipelines[0]["on"]["schedule"][0]["cron"].ToString());
        Assert.All((YamlSequenceNode)job["steps"], step => Assert.Single(((YamlMappingNode)step).Children.Keys, key => key.ToString() is "uses" or "run"));
        YamlNode hook = pipelines[1]["resources"]["webhooks"][0];
        Assert.Equal(["webhook", "connection", "filters"], ((YamlMappingNode)hook).Children.Keys.Select(key => key.ToString()));
        Assert.Equal(Message["alert"]!["severity"]!.GetValue<string>(), At(hook["filters"][0]["path"].ToString()).GetValue<string>());
    }

    [Fact]
    public void Pipelines_OfThePage_TakeOnlyWhatTheMessageHas()
    {
        string[] paths = [.. Taken().Matches(string.Concat(Blocks("yaml"))).Select(match => match.Groups[1].Value)];
        Assert.Equal(["alert.id", "alert.sentence", "alert.sentence", "alert.severity", "audit.model", "audit.model"], paths.Order(StringComparer.Ordinal));
        Assert.All(paths, path => Assert.NotNull(At(path)));
    }

    private static JsonNode At(string path) => path.Split('.').Aggregate(Message, (node, name) => node[name] ?? throw new InvalidDataException($"The message has no {path}."));

    private static YamlMappingNode Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    private static IEnumerable<string> Blocks(string language) =>
        Page.Split("```" + language + "\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]);

    [GeneratedRegex(@"(?:jq -r \.|parameters\.xai\.)((?:audit|alert)\.\w+)")]
    private static partial Regex Taken();
}
