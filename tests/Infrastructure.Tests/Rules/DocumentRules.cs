using System.Text.RegularExpressions;
using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>README.md and RUNBOOK.md say what the templates say.</summary>
internal static partial class DocumentRules
{
    /// <summary>Every alert names a chapter of the runbook that exists.</summary>
    public static IEnumerable<string> Chapters(TemplateSet set)
    {
        string[] headings = [.. Heading().Matches(set.Text("infra-bicep/RUNBOOK.md")).Select(match => match.Groups[1].Value)];
        List<TextNode> descriptions = [.. set["modules/alerts.bicep"].Expressions.OfType<ObjectNode>().Distinct()
            .Where(node => node["severity"] is NumberNode).Select(node => node["description"]).OfType<TextNode>()];
        if (descriptions.Count == 0)
            yield return "no alert was found";
        foreach (TextNode description in descriptions)
        {
            string[] parts = string.Concat(description.Segments).Split("RUNBOOK.md: ");
            if (parts.Length != 2 || !headings.Contains(parts[1].TrimEnd('.')))
                yield return $"alerts.bicep({description.Line}) names no chapter of the runbook";
        }
    }

    /// <summary>The README's table lists the settings that main.bicepparam reads.</summary>
    public static IEnumerable<string> Settings(TemplateSet set)
    {
        string readme = set.Text("infra-bicep/README.md");
        IEnumerable<string> read = set.Parameters.Expressions.OfType<CallNode>()
            .Where(call => call.Function == "readEnvironmentVariable")
            .Select(call => ((TextNode)call.Arguments[0]).Literal!)
            .Where(name => name.StartsWith("XAI_", StringComparison.Ordinal)).Distinct();
        return read.Where(name => !readme.Contains($"`{name}`", StringComparison.Ordinal)).Select(name => $"README.md does not name {name}");
    }

    /// <summary>Every template is in the README.</summary>
    public static IEnumerable<string> Files(TemplateSet set) =>
        from template in set.Templates
        let path = template.Path["infra-bicep/".Length..]
        where path is not ("main.bicep" or "modules/storage-account.bicep")
        where !set.Text("infra-bicep/README.md").Contains($"`{path}`", StringComparison.Ordinal)
        select $"README.md does not name {path}";

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
