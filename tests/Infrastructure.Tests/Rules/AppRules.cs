using System.Text.Json;
using System.Text.RegularExpressions;
using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>The names that templates and app must agree on.</summary>
internal static partial class AppRules
{
    /// <summary>Containers of the host account that are none of the app's own.</summary>
    private static readonly string[] Platform = ["deployment", "dead-letter"];

    /// <summary>The templates make the containers and tables that the app names in its constants, and no others.</summary>
    public static IEnumerable<string> Storage(TemplateSet set)
    {
        string source = set.Text("src/XaiFunctions.App/Storage/StorageAccount.cs");
        HashSet<string> named = [.. Constant().Matches(source).Select(match => match.Groups[1].Value)];
        HashSet<string> made = [.. StorageNames.All(set, "containers"), .. StorageNames.All(set, "tables")];
        IEnumerable<string> idle = made.Except(named).Except(Platform);
        return named.Except(made).Select(name => $"the app uses {name}, which no template makes")
            .Concat(idle.Select(name => $"a template makes {name}, which the app does not use"));
    }

    /// <summary>The app may use each container of the data account that is made, and none that is not.</summary>
    public static IEnumerable<string> Access(TemplateSet set)
    {
        Template access = set["modules/access.bicep"];
        IReadOnlyList<string> made = StorageNames.Of(set, "modules/data-storage.bicep", "containers");
        IReadOnlyList<string> granted = StorageNames.Texts(access, new NameNode(0, "appContainers"));
        IReadOnlyList<string> read = StorageNames.Texts(access, new NameNode(0, "readerContainers"));
        return made.Except(granted).Select(name => $"the app may not use {name}")
            .Concat(granted.Concat(read).Except(made).Select(name => $"access is given to {name}, which is not made"));
    }

    /// <summary>
    /// The watched container and the function exist; the task hub is the one of host.json; the host has a queue for what it gives up on.
    /// </summary>
    public static IEnumerable<string> Names(TemplateSet set)
    {
        Template subscription = set["scoring-subscription.bicep"];
        string function = Variable(subscription, "functionName");
        Regex declared = new($@"\[Function\((nameof\({function}\)|""{function}"")\)\]", RegexOptions.CultureInvariant);
        if (!set.TextsBelow("src/XaiFunctions.App", ".cs").Any(declared.IsMatch))
            yield return $"the app has no function {function}";
        if (!StorageNames.Of(set, "modules/host-storage.bicep", "containers").Contains(Variable(subscription, "watchedContainer")))
            yield return "the watched container is not in the host account";
        if (!StorageNames.Of(set, "modules/host-storage.bicep", "containers").Contains(Variable(set["modules/events.bicep"], "deadLetterContainer")))
            yield return "the container of dead letters is not in the host account";
        if (!StorageNames.Of(set, "modules/host-storage.bicep", "queues").SequenceEqual(["webjobs-blobtrigger-poison", "audit-alerts"]))
            yield return "the queues of poison blobs and of alerts are not made";

        using JsonDocument host = JsonDocument.Parse(set.Text("host.json"));
        string? hub = host.RootElement.GetProperty("extensions").GetProperty("durableTask").GetProperty("hubName").GetString();
        if (Variable(set["main.bicep"], "taskHubName") != hub)
            yield return $"the task hub of host.json is {hub}";
    }

    /// <summary>The function app has the addresses of every storage connection that the app opens, and no connection string.</summary>
    public static IEnumerable<string> Connections(TemplateSet set)
    {
        HashSet<string> settings = [.. set["modules/function-app.bicep"].Expressions.OfType<ObjectNode>()
            .SelectMany(node => node.Properties).Select(property => property.Name.Literal).OfType<string>()];
        string source = set.Text("src/XaiFunctions.App/Storage/StorageConnection.cs");
        string[] opened = [.. ConnectionName().Matches(source).Select(match => match.Groups[1].Value)];
        string[] needed = ["blobServiceUri", "tableServiceUri", "credential", "clientId"];
        return opened.Length == 0
            ? ["no connection was found in the app"]
            : opened.Where(settings.Contains).Select(name => $"{name} is a connection string").Concat(
                from name in opened
                from part in needed
                where !settings.Contains($"{name}__{part}")
                select $"{name}__{part} is missing");
    }

    /// <summary>
    /// Settings of the app's own sections are properties of its options: a misspelt one would be ignored without a word. And every property is given, or stands
    /// in the README's table with what it is when it is not given.
    /// </summary>
    public static IEnumerable<string> Options(TemplateSet set)
    {
        HashSet<string> known = [];
        foreach (string source in set.TextsBelow("src/XaiFunctions.App/Options", ".cs"))
        {
            if (Section().Match(source) is { Success: true } section)
                known.UnionWith(OptionName().Matches(source.Split("\n}\n")[0]).Select(match => $"{section.Groups[1].Value}__{match.Groups[1].Value}"));
        }

        string[] sections = [.. known.Select(name => name.Split("__")[0]).Distinct()];
        string[] given = [.. set["modules/function-app.bicep"].Expressions.OfType<ObjectNode>()
            .SelectMany(node => node.Properties).Select(property => property.Name.Literal).OfType<string>()
            .Where(name => sections.Contains(name.Split("__")[0]))];
        return given.Length == 0
            ? ["no setting of the app's own was found"]
            : given.Where(name => !known.Contains(name)).Select(name => $"{name} is no setting of the app")
                .Concat(known.Except(given).Except(Documented(set.Text("README.md"))).Select(name => $"{name} is neither given nor in the README with its default"));
    }

    /// <summary>azd finds the app that it deploys to: the service of azure.yaml is the tag on the function app.</summary>
    public static IEnumerable<string> Deployment(TemplateSet set)
    {
        string yaml = set.Text("infra-bicep/azure.yaml");
        string? tag = set["modules/function-app.bicep"].Expressions.OfType<ObjectNode>()
            .Select(node => (node["azd-service-name"] as TextNode)?.Literal).FirstOrDefault(value => value is not null);
        if (tag is null || !yaml.Contains($"  {tag}:\n    project: ../src/XaiFunctions.App\n", StringComparison.Ordinal))
            yield return "azure.yaml and the tag azd-service-name do not agree";
        foreach (Match hook in Hook().Matches(yaml))
        {
            if (!set.Paths.Contains($"infra-bicep/{hook.Groups[1].Value}"))
                yield return $"azure.yaml runs {hook.Groups[1].Value}, which does not exist";
        }
    }

    /// <summary>The step after deployment uses what main.bicep puts out.</summary>
    public static IEnumerable<string> Outputs(TemplateSet set)
    {
        HashSet<string> known = [.. set["main.bicep"].Of("output").Select(output => output.Name)];
        string parameters = set.Text("infra-bicep/main.bicepparam");
        return from path in set.Paths
               where path.StartsWith("infra-bicep/hooks/", StringComparison.Ordinal) || path == "infra-bicep/RUNBOOK.md"
               from Match match in Variables().Matches(set.Text(path))
               where !known.Contains(match.Value) && !parameters.Contains($"'{match.Value}'", StringComparison.Ordinal)
               select $"{path} uses {match.Value}, which nothing sets";
    }

    /// <summary>Settings in the first column of the README's table, where <c>`__Name`</c> belongs to the section named before it.</summary>
    private static IEnumerable<string> Documented(string readme)
    {
        foreach (string row in readme.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            string section = "";
            foreach (Match name in Quoted().Matches(row.Split('|')[1]))
            {
                string[] parts = name.Groups[1].Value.Split("__");
                section = parts[0].Length > 0 ? parts[0] : section;
                if (parts.Length > 1)
                    yield return $"{section}__{parts[1]}";
            }
        }
    }

    private static string Variable(Template template, string name) =>
        (template.Of("var").Single(variable => variable.Name == name).Value as TextNode)?.Literal ?? "";

    [GeneratedRegex("public const string \\w+ = \"([^\"]+)\";")]
    private static partial Regex Constant();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("public const string Section = \"(\\w+)\"")]
    private static partial Regex Section();

    [GeneratedRegex(@"public [\w?<>, ]+ (\w+) \{ get; init; \}")]
    private static partial Regex OptionName();

    [GeneratedRegex("private const string \\w+ = \"(\\w+)\";")]
    private static partial Regex ConnectionName();

    [GeneratedRegex(@"run: \./(\S+)")]
    private static partial Regex Hook();

    [GeneratedRegex("XAI_[A-Z_]+[A-Z]")]
    private static partial Regex Variables();
}
