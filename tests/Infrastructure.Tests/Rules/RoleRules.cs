using System.Text.RegularExpressions;
using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>Who may do what: only built-in data roles, by their exact ids, granted in the form that can be deployed twice.</summary>
internal static partial class RoleRules
{
    /// <summary>The roles that may be granted at all. None of them manages resources or grants roles.</summary>
    private static readonly Dictionary<string, string> BuiltIn = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "storageBlobDataOwner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "storageBlobDataContributor",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "storageBlobDataReader",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "storageQueueDataContributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "storageTableDataContributor",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "monitoringMetricsPublisher",
        ["0ad04412-c4d5-4796-b79c-f76d14c8d402"] = "durableTaskDataContributor",
        ["12338af0-0e69-4776-bea7-57ae8d297424"] = "keyVaultCryptoUser",
        ["d5a91429-5739-47e2-a06b-3470a27159e7"] = "eventGridDataSender",
        ["4633458b-17de-408a-b875-0445c86b69e6"] = "keyVaultSecretsUser",
    };

    /// <summary>Every id in the templates is that of a built-in role and stands in a variable of the role's name.</summary>
    public static IEnumerable<string> Ids(TemplateSet set) =>
        from template in set.Templates
        from declaration in template.Declarations
        from text in declaration.Expressions.OfType<TextNode>()
        from Match match in Id().Matches(string.Concat(text.Segments))
        where declaration.Keyword != "var" || BuiltIn.GetValueOrDefault(match.Value) != declaration.Name
        select $"{template.Path}({text.Line}) {match.Value} is not the built-in role that \"{declaration.Name}\" says";

    /// <summary>Every assignment is scoped, named after scope, holder and role, and says what kind of holder it has.</summary>
    public static IEnumerable<string> Assignments(TemplateSet set) =>
        from template in set.Templates
        from resource in template.Resources
        where resource.Type == "Microsoft.Authorization/roleAssignments"
        from problem in Problems(resource.Body)
        select $"{template.Path}({resource.Declaration.Line}) {resource.Declaration.Name}: {problem}";

    private static IEnumerable<string> Problems(ObjectNode body)
    {
        ObjectNode properties = (ObjectNode)body["properties"]!;
        string? scope = Render(body["scope"]);
        if (scope is null)
            yield return "has no scope";
        if (properties["roleDefinitionId"] is not CallNode { Function: "subscriptionResourceId", Arguments: [TextNode, NameNode role] })
            yield return "does not name its role by subscriptionResourceId and a variable";
        else if (body["name"] is not CallNode { Function: "guid", Arguments: [MemberNode { Member: "id" } of, _, NameNode named] }
                 || Render(of.Target) != scope || named.Name != role.Name)
            yield return "is not named guid(scope, holder, role)";
        if (properties["principalType"] is not TextNode { Literal: "ServicePrincipal" or "Group" })
            yield return "does not say what kind of holder it has";
        if (properties["description"] is null)
            yield return "does not say why";
    }

    private static string? Render(Node? node) => node switch
    {
        NameNode name => name.Name,
        MemberNode member => $"{Render(member.Target)}.{member.Member}",
        IndexNode index => $"{Render(index.Target)}[{Render(index.Index)}]",
        _ => null,
    };

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
