using Azure.Bicep.Types.Concrete;
using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>What Azure demands of a resource, and what we demand of some.</summary>
internal static class ResourceRules
{
    /// <summary>Types that have no usable stable version, with the version in use.</summary>
    private static readonly Dictionary<string, string> PreviewsWithReason = new()
    {
        // Stable versions up to 2016-09-01 know neither category groups nor tables of their own.
        ["Microsoft.Insights/diagnosticSettings"] = "2021-05-01-preview",
    };

    /// <summary>What Bicep itself puts into a body.</summary>
    private static readonly string[] BicepProperties = ["parent", "scope", "dependsOn"];

    /// <summary>Settings that every resource of a type must have, written out.</summary>
    private static readonly (string Type, string Path, object Value)[] Hardening =
    [
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", false),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", false),
        ("Microsoft.Storage/storageAccounts", "properties.allowCrossTenantReplication", false),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", true),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "TLS1_2"),
        ("Microsoft.Storage/storageAccounts/blobServices/containers", "properties.publicAccess", "None"),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", true),
        ("Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth", true),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", true),
        ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", true),
        ("Microsoft.Web/sites", "properties.httpsOnly", true),
        ("Microsoft.Web/sites", "properties.siteConfig.ftpsState", "Disabled"),
        ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "1.2"),
        ("Microsoft.Web/sites", "properties.functionAppConfig.runtime.name", "dotnet-isolated"),
        ("Microsoft.Web/sites", "properties.functionAppConfig.runtime.version", "10.0"),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", false),
        ("Microsoft.Web/serverfarms", "sku.name", "FC1"),
        ("Microsoft.Web/sites/config", "properties.globalValidation.requireAuthentication", true),
        ("Microsoft.Web/sites/config", "properties.globalValidation.unauthenticatedClientAction", "Return401"),
        ("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies", "properties.allowProtectedAppendWrites", true),
    ];

    /// <summary>Every type exists in its version, and every property that is written out fits it.</summary>
    public static IEnumerable<string> Fit(TemplateSet set) =>
        from template in set.Templates
        from resource in template.Resources
        from problem in Problems(template, resource)
        select $"{template.Path}({resource.Declaration.Line}) {problem}";

    /// <summary>Every version is the newest stable one, or a preview with a reason.</summary>
    public static IEnumerable<string> Versions(TemplateSet set) =>
        from template in set.Templates
        from resource in template.Resources
        let wanted = PreviewsWithReason.GetValueOrDefault(resource.Type) ?? TypeIndex.NewestStable(resource.Type)
        where resource.Version != wanted
        select $"{template.Path}({resource.Declaration.Line}) {resource.Type}@{resource.Version}: should be {wanted}";

    /// <summary>Nothing is reachable with a key, a password, without encryption or by the public.</summary>
    public static IEnumerable<string> Hardened(TemplateSet set) =>
        from template in set.Templates
        from resource in template.Resources
        where !resource.Declaration.Existing
        from rule in Hardening
        where string.Equals(rule.Type, resource.Type, StringComparison.Ordinal) && !Equals(Value(resource.Body, rule.Path), rule.Value)
        select $"{template.Path}({resource.Declaration.Line}) {resource.Type}: {rule.Path} is not {rule.Value}";

    /// <summary>Lifecycle rules, which travel to the storage account as parameters, fit it too; abandoned work is removed.</summary>
    public static IEnumerable<string> Lifecycle(TemplateSet set)
    {
        const string policies = "Microsoft.Storage/storageAccounts/managementPolicies";
        TypeBase type = TypeIndex.Body(policies, TypeIndex.NewestStable(policies)!)!;
        foreach (string part in new[] { "properties", "policy", "rules" })
            type = ((ObjectType)type).Properties[part].Type.Type;
        TypeBase rule = ((ArrayType)type).ItemType.Type;
        List<(Template Template, Declaration Rule)> rules = [.. from template in set.Templates
            from variable in template.Of("var")
            where (variable.Body?["type"] as TextNode)?.Literal == "Lifecycle"
            select (template, variable)];
        if (!rules.Any(found => found.Rule.Expressions.OfType<TextNode>().Any(text => text.Literal == "remove-abandoned-work")))
            yield return "nothing removes abandoned work";
        foreach ((Template template, Declaration found) in rules)
        {
            foreach (string problem in new Shape(template, []).Problems(rule, found.Value!, found.Name))
                yield return $"{template.Path}({found.Line}) {problem}";
        }
    }

    private static IEnumerable<string> Problems(Template template, ResourceUse resource)
    {
        if (TypeIndex.Body(resource.Type, resource.Version) is not { } body)
            return [$"{resource.Type}@{resource.Version} is not known"];
        if (resource.Declaration.Existing)
            return resource.Body["name"] is null ? [$"{resource.Declaration.Name} has no name"] : [];
        IEnumerable<PropertyNode> sent = resource.Body.Properties.Where(property => !BicepProperties.Contains(property.Name.Literal));
        ObjectNode given = new(resource.Body.Line, [.. sent], []);
        return new Shape(template, TypeIndex.Added(resource.Type)).Problems(body, given, resource.Declaration.Name);
    }

    private static object? Value(ObjectNode body, string path)
    {
        Node? value = body;
        foreach (string part in path.Split('.'))
            value = (value as ObjectNode)?[part];
        return value switch
        {
            TextNode text => text.Literal,
            BooleanNode boolean => boolean.Value,
            NumberNode number => number.Value,
            _ => null,
        };
    }
}
