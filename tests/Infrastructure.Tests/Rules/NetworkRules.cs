using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>Nothing is opened to everybody.</summary>
internal static class NetworkRules
{
    private static readonly string[] Everybody = ["0.0.0.0", "255.255.255.255", "::/0", "Internet", "Any"];

    /// <summary>No address range of the whole internet, and no rule that allows what it does not name.</summary>
    public static IEnumerable<string> Ranges(TemplateSet set) =>
        (from template in set.Templates.Append(set.Parameters)
         from text in template.Expressions.OfType<TextNode>()
         where text.Literal is { } literal && Everybody.Any(range => IsEverybody(literal, range))
         select $"{template.Path}({text.Line}) \"{text.Literal}\" is everybody")
        .Concat(
            from template in set.Templates
            from rule in template.Expressions.OfType<ObjectNode>().Distinct()
            where rule["access"] is TextNode { Literal: "Allow" } && rule["sourceAddressPrefix"] is not TextNode { Literal: not "*" }
            select $"{template.Path}({rule.Line}) allows every source");

    private static bool IsEverybody(string text, string range) =>
        text == range || (range.Contains('.') && text.StartsWith(range, StringComparison.Ordinal));

    /// <summary>An isolated deployment shuts the public doors of everything that holds data.</summary>
    public static IEnumerable<string> Isolation(TemplateSet set)
    {
        (string Module, string Type)[] guarded =
        [
            ("modules/storage-account.bicep", "Microsoft.Storage/storageAccounts"),
            ("modules/key-vault.bicep", "Microsoft.KeyVault/vaults"),
            ("modules/app-events.bicep", "Microsoft.EventGrid/topics"),
            ("modules/durable-task-scheduler.bicep", "Microsoft.DurableTask/schedulers"),
        ];
        foreach ((string module, string type) in guarded)
        {
            ResourceUse resource = set[module].Resources.Single(resource => resource.Type == type);
            Node? access = ((ObjectNode)resource.Body["properties"]!)["publicNetworkAccess"];
            if (access is not OperationNode { Operands: [_, TextNode { Literal: "Disabled" }, TextNode { Literal: "Enabled" }] } choice
                || !choice.Operands[0].DescendantsAndSelf().OfType<NameNode>().Any(name => name.Name == "networkIsolation"))
                yield return $"{module}: {type} stays public under network isolation";
        }
    }
}
