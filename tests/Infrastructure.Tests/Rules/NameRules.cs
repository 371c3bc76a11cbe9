using System.Text.RegularExpressions;
using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>Names keep the limits that Azure sets, whatever the environment is called.</summary>
internal static class NameRules
{
    /// <summary>What may be interpolated into a name, and the longest text that it can stand for.</summary>
    private static readonly Dictionary<string, string> Longest = new()
    {
        ["token"] = new string('a', 13),
        ["environmentName"] = new string('a', 24),
        ["alert.name"] = "failed-orchestrations",
        ["name"] = "vnet-xai-" + new string('a', 13),
    };

    /// <summary>The rules for the names that main.bicep works out, by their key there. Source: Azure's naming rules.</summary>
    private static readonly Dictionary<string, string> Worked = new()
    {
        ["identity"] = "^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$",
        ["workspace"] = "^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$",
        ["component"] = "^[A-Za-z0-9_.()-]{1,260}$",
        ["network"] = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}[A-Za-z0-9_]$",
        ["hostStorage"] = "^[a-z0-9]{3,24}$",
        ["dataStorage"] = "^[a-z0-9]{3,24}$",
        ["keyVault"] = "^[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$",
        ["scheduler"] = "^[A-Za-z0-9-]{3,64}$",
        ["plan"] = "^[A-Za-z0-9-]{1,40}$",
        ["app"] = "^[a-z0-9][a-z0-9-]{0,58}[a-z0-9]$",
        ["topic"] = "^[A-Za-z0-9-]{3,50}$",
        ["appTopic"] = "^[A-Za-z0-9-]{3,50}$",
    };

    /// <summary>The rules for names that modules put together themselves, by type.</summary>
    private static readonly Dictionary<string, string> Written = new()
    {
        ["Microsoft.Resources/resourceGroups"] = "^[A-Za-z0-9_.()-]{1,89}[A-Za-z0-9_()-]$",
        ["Microsoft.Network/networkSecurityGroups"] = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,78}[A-Za-z0-9_]$",
        ["Microsoft.Network/privateDnsZones/virtualNetworkLinks"] = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,78}[A-Za-z0-9_]$",
        ["Microsoft.Insights/actionGroups"] = "^[^:<>+/&%\\\\?|]{1,260}$",
        ["Microsoft.Insights/metricAlerts"] = "^[^*#&+:<>?@%{}\\\\/|]{1,260}$",
        ["Microsoft.Insights/scheduledQueryRules"] = "^[^#<>%&:\\?/{}*]{1,260}$",
        ["Microsoft.Consumption/budgets"] = "^[A-Za-z0-9_-]{1,63}$",
    };

    /// <summary>The rules for containers, tables and queues.</summary>
    private static readonly (string Parameter, string Pattern)[] Lists =
    [
        ("containers", "^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"),
        ("tables", "^[A-Za-z][A-Za-z0-9]{2,62}$"),
        ("queues", "^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"),
    ];

    public static IEnumerable<string> Limits(TemplateSet set) => WorkedOut(set).Concat(PutTogether(set)).Concat(InStorage(set));

    private static IEnumerable<string> WorkedOut(TemplateSet set)
    {
        ObjectNode names = (ObjectNode)set["main.bicep"].Of("var").Single(variable => variable.Name == "names").Value!;
        foreach (PropertyNode property in names.Properties)
        {
            string? longest = LongestOf((TextNode)property.Value);
            if (longest is null || !Worked.TryGetValue(property.Name.Literal!, out string? pattern) || !Regex.IsMatch(longest, pattern))
                yield return $"main.bicep: the name of {property.Name.Literal} breaks a limit or has no rule";
        }
    }

    private static IEnumerable<string> PutTogether(TemplateSet set) =>
        from template in set.Templates
        from resource in template.Resources
        where resource.Body["name"] is TextNode { Expressions.Count: > 0 }
        let longest = LongestOf((TextNode)resource.Body["name"]!)
        where longest is null || !Written.TryGetValue(resource.Type, out string? pattern) || !Regex.IsMatch(longest, pattern)
        select $"{template.Path}({resource.Declaration.Line}) the name of {resource.Declaration.Name} breaks a limit or has no rule";

    private static IEnumerable<string> InStorage(TemplateSet set) =>
        from list in Lists
        from name in StorageNames.All(set, list.Parameter)
        where !Regex.IsMatch(name, list.Pattern)
        select $"{name} cannot be one of the {list.Parameter}";

    private static string? LongestOf(TextNode text)
    {
        string result = text.Segments[0];
        for (int i = 0; i < text.Expressions.Count; i++)
        {
            string key = text.Expressions[i] switch
            {
                NameNode name => name.Name,
                MemberNode { Target: NameNode target } member => $"{target.Name}.{member.Member}",
                _ => "",
            };
            if (!Longest.TryGetValue(key, out string? longest))
                return null;
            result += longest + text.Segments[i + 1];
        }

        return result;
    }
}
