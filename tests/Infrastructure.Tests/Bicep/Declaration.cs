namespace XaiFunctions.Infrastructure.Tests.Bicep;

/// <summary>A statement of a template.</summary>
/// <param name="Line">Where it begins, 1-based.</param>
/// <param name="Keyword">metadata, targetScope, param, var, resource, module, output or using.</param>
/// <param name="Name">What it declares; empty for targetScope and using.</param>
/// <param name="Type">Type of a param or output; type and version of a resource; path of a module or of what is used.</param>
/// <param name="Existing">Whether a resource is only referred to.</param>
/// <param name="Value">Value, default or body, if there is one.</param>
/// <param name="Decorators">What stands above it with an @.</param>
internal sealed record Declaration(
    int Line, string Keyword, string Name, string Type, bool Existing, Node? Value, IReadOnlyList<CallNode> Decorators)
{
    /// <summary>Everything that is written after the name.</summary>
    public IEnumerable<Node> Expressions =>
        Decorators.SelectMany(decorator => decorator.DescendantsAndSelf()).Concat(Value?.DescendantsAndSelf() ?? []);

    /// <summary>The body of a resource or module, without the loop or condition around it.</summary>
    public ObjectNode? Body => Unwrap(Value) as ObjectNode;

    public CallNode? Decorator(string name) => Decorators.FirstOrDefault(decorator => decorator.Function == name);

    private static Node? Unwrap(Node? node) => node switch
    {
        ForNode loop => Unwrap(loop.Body),
        IfNode condition => Unwrap(condition.Body),
        _ => node,
    };
}

/// <summary>A resource with its full type.</summary>
internal sealed record ResourceUse(Declaration Declaration, string Type, string Version)
{
    public ObjectNode Body => Declaration.Body ?? throw new InvalidOperationException($"The resource {Declaration.Name} has no body.");
}

/// <summary>A parsed .bicep or .bicepparam file.</summary>
internal sealed record Template(string Path, IReadOnlyList<Declaration> Declarations)
{
    public IEnumerable<Declaration> Of(string keyword) => Declarations.Where(declaration => declaration.Keyword == keyword);

    /// <summary>All expressions of the file.</summary>
    public IEnumerable<Node> Expressions => Declarations.SelectMany(declaration => declaration.Expressions);

    /// <summary>All names that some expression refers to.</summary>
    public ISet<string> References => Expressions.OfType<NameNode>().Select(node => node.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>All resources, nested ones too, made or only referred to.</summary>
    public IEnumerable<ResourceUse> Resources => Of("resource").SelectMany(declaration => Flatten(declaration, null));

    private static IEnumerable<ResourceUse> Flatten(Declaration declaration, ResourceUse? parent)
    {
        string[] parts = declaration.Type.Split('@');
        ResourceUse use = parent is null
            ? new ResourceUse(declaration, parts[0], parts[1])
            : new ResourceUse(declaration, $"{parent.Type}/{parts[0]}", parts.Length > 1 ? parts[1] : parent.Version);
        return use.Body.Nested.SelectMany(nested => Flatten(nested, use)).Prepend(use);
    }
}
