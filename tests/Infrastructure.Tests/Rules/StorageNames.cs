using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>The containers, tables and queues that the two storage modules make.</summary>
internal static class StorageNames
{
    private static readonly string[] Modules = ["modules/host-storage.bicep", "modules/data-storage.bicep"];

    /// <summary>All names in a list that may be "containers", "tables" or "queues".</summary>
    public static IEnumerable<string> All(TemplateSet set, string list) => Modules.SelectMany(module => Of(set, module, list));

    public static IReadOnlyList<string> Of(TemplateSet set, string module, string list)
    {
        Template template = set[module];
        ObjectNode given = (ObjectNode)template.Of("module").Single().Body!["params"]!;
        return Texts(template, given[list]!);
    }

    /// <summary>The texts of a list, or of a variable that holds one.</summary>
    public static IReadOnlyList<string> Texts(Template template, Node node) => node switch
    {
        ArrayNode array => [.. array.Items.SelectMany(item => Texts(template, item))],
        TextNode { Literal: { } text } => [text],
        NameNode name => Texts(template, template.Of("var").Single(variable => variable.Name == name.Name).Value!),
        _ => throw new InvalidOperationException($"{template.Path}({node.Line}): not a list of texts."),
    };
}
