using Azure.Bicep.Types.Az;
using Azure.Bicep.Types.Concrete;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>The resource types of Azure as of mid-2025, from the index that the Bicep compiler uses.</summary>
internal static class TypeIndex
{
    private static readonly AzTypeLoader Loader = new();

    private static readonly Dictionary<string, Azure.Bicep.Types.CrossFileTypeReference> Types =
        new(Loader.LoadTypeIndex().Resources, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Stable versions that are younger than the index, with the version whose properties stand in for theirs and what they added.
    /// Source of the additions: Microsoft's published API description of the version.
    /// </summary>
    private static readonly Dictionary<string, (string Version, string StandIn, string[] Added)> Younger = new()
    {
        ["Microsoft.DurableTask/schedulers"] = ("2026-02-01", "2025-04-01-preview", ["publicNetworkAccess"]),
        ["Microsoft.DurableTask/schedulers/taskHubs"] = ("2026-02-01", "2025-04-01-preview", []),
        ["Microsoft.DurableTask/schedulers/retentionPolicies"] = ("2026-02-01", "2025-04-01-preview", []),
    };

    /// <summary>The newest version of a type that is not a preview; null if there is none.</summary>
    public static string? NewestStable(string type) => Younger.TryGetValue(type, out var younger)
        ? younger.Version
        : Types.Keys.Where(key => key.StartsWith(type + "@", StringComparison.OrdinalIgnoreCase))
            .Select(key => key[(type.Length + 1)..])
            .Where(version => !version.EndsWith("-preview", StringComparison.Ordinal))
            .Max(StringComparer.Ordinal);

    /// <summary>The shape of a resource's body; null if the index does not know the type in that version.</summary>
    public static TypeBase? Body(string type, string version)
    {
        string known = Younger.TryGetValue(type, out var younger) && younger.Version == version ? younger.StandIn : version;
        return Types.TryGetValue($"{type}@{known}", out var reference) ? Loader.LoadResourceType(reference).Body.Type : null;
    }

    /// <summary>Properties of a type that are younger than the index.</summary>
    public static IReadOnlyList<string> Added(string type) => Younger.TryGetValue(type, out var younger) ? younger.Added : [];
}
