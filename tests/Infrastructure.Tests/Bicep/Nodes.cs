namespace XaiFunctions.Infrastructure.Tests.Bicep;

/// <summary>An expression of a template. <c>Line</c> is 1-based.</summary>
internal abstract record Node(int Line)
{
    /// <summary>The expressions directly inside this one.</summary>
    public abstract IEnumerable<Node> Children { get; }

    /// <summary>This expression and all inside it.</summary>
    public IEnumerable<Node> DescendantsAndSelf() => Children.SelectMany(child => child.DescendantsAndSelf()).Prepend(this);
}

/// <summary>Text with expressions between its segments; one segment more than expressions.</summary>
internal sealed record TextNode(int Line, IReadOnlyList<string> Segments, IReadOnlyList<Node> Expressions) : Node(Line)
{
    public override IEnumerable<Node> Children => Expressions;

    /// <summary>The text if nothing is interpolated into it.</summary>
    public string? Literal => Expressions.Count == 0 ? Segments[0] : null;
}

internal sealed record NumberNode(int Line, long Value) : Node(Line)
{
    public override IEnumerable<Node> Children => [];
}

internal sealed record BooleanNode(int Line, bool Value) : Node(Line)
{
    public override IEnumerable<Node> Children => [];
}

internal sealed record NullNode(int Line) : Node(Line)
{
    public override IEnumerable<Node> Children => [];
}

internal sealed record PropertyNode(TextNode Name, Node Value);

/// <summary>An object; that of a resource may hold nested resources.</summary>
internal sealed record ObjectNode(int Line, IReadOnlyList<PropertyNode> Properties, IReadOnlyList<Declaration> Nested) : Node(Line)
{
    public override IEnumerable<Node> Children =>
        Properties.SelectMany(property => new[] { property.Name, property.Value }).Concat(Nested.SelectMany(nested => nested.Expressions));

    public Node? this[string name] => Properties.FirstOrDefault(property => property.Name.Literal == name)?.Value;
}

internal sealed record ArrayNode(int Line, IReadOnlyList<Node> Items) : Node(Line)
{
    public override IEnumerable<Node> Children => Items;
}

internal sealed record ForNode(int Line, IReadOnlyList<string> Variables, Node Collection, Node Body) : Node(Line)
{
    public override IEnumerable<Node> Children => [Collection, Body];
}

internal sealed record IfNode(int Line, Node Condition, Node Body) : Node(Line)
{
    public override IEnumerable<Node> Children => [Condition, Body];
}

internal sealed record NameNode(int Line, string Name) : Node(Line)
{
    public override IEnumerable<Node> Children => [];
}

internal sealed record CallNode(int Line, Node? Target, string Function, IReadOnlyList<Node> Arguments) : Node(Line)
{
    public override IEnumerable<Node> Children => Target is null ? Arguments : Arguments.Prepend(Target);
}

/// <summary><c>target.member</c> or <c>target::member</c>.</summary>
internal sealed record MemberNode(int Line, Node Target, string Member) : Node(Line)
{
    public override IEnumerable<Node> Children => [Target];
}

internal sealed record IndexNode(int Line, Node Target, Node Index) : Node(Line)
{
    public override IEnumerable<Node> Children => [Target, Index];
}

/// <summary>A unary, binary or conditional operation.</summary>
internal sealed record OperationNode(int Line, string Operator, IReadOnlyList<Node> Operands) : Node(Line)
{
    public override IEnumerable<Node> Children => Operands;
}

internal sealed record LambdaNode(int Line, IReadOnlyList<string> Variables, Node Body) : Node(Line)
{
    public override IEnumerable<Node> Children => [Body];
}
