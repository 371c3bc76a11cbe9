using System.Text.RegularExpressions;
using Azure.Bicep.Types.Concrete;
using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>
/// Compares what a template writes with the shape that Azure publishes for it. What is known only at deployment (parameters, most calls) is
/// taken as right; everything that is written out, in place or in a variable, is compared: names of properties, kinds of values,
/// enumerations, lengths, patterns, what is missing.
/// </summary>
internal sealed class Shape(Template template, IReadOnlyList<string> alsoAllowed)
{
    /// <summary>Problems of a value, each with its place.</summary>
    public IEnumerable<string> Problems(TypeBase type, Node value, string path) => (type, value) switch
    {
        (_, NullNode) => [],
        (_, NameNode name) => Variable(name) is { } written ? Problems(type, written, path) : [],
        (ArrayType, CallNode { Function: "concat" } call) => call.Arguments.SelectMany(part => Problems(type, part, path)),
        (ArrayType, CallNode { Function: "filter" } call) => Problems(type, call.Arguments[0], path),
        (_, OperationNode { Operator: "?:" } choice) => choice.Operands.Skip(1).SelectMany(branch => Problems(type, branch, path)),
        (AnyType, _) => [],
        (ObjectType wanted, ObjectNode given) => Members(wanted, given, path),
        (DiscriminatedObjectType wanted, ObjectNode given) => Variant(wanted, given, path),
        (ArrayType wanted, ArrayNode given) => given.Items.SelectMany((item, i) => Problems(wanted.ItemType.Type, item, $"{path}[{i}]")),
        (ArrayType wanted, ForNode given) => Problems(wanted.ItemType.Type, given.Body, $"{path}[]"),
        (StringType wanted, TextNode given) => Text(wanted, given, path),
        (StringLiteralType wanted, TextNode { Literal: { } literal }) when literal != wanted.Value =>
            [$"{path}: \"{literal}\" is not \"{wanted.Value}\""],
        (UnionType wanted, TextNode given) => Choice(wanted, given, path),
        (StringLiteralType, TextNode) or (IntegerType, NumberNode) or (BooleanType, BooleanNode) => [],
        (_, TextNode or NumberNode or BooleanNode or ObjectNode or ArrayNode or ForNode) =>
            [$"{path}: {Kind(value)} where {Kind(type)} is wanted"],
        _ => [],
    };

    private Node? Variable(NameNode name) => template.Of("var").FirstOrDefault(variable => variable.Name == name.Name)?.Value;

    private IEnumerable<string> Members(ObjectType wanted, ObjectNode given, string path)
    {
        foreach (PropertyNode property in given.Properties)
        {
            string? name = property.Name.Literal;
            if (name is not null && wanted.Properties.TryGetValue(name, out ObjectTypeProperty? known))
            {
                if (known.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly))
                    yield return $"{path}.{name} cannot be set";
                foreach (string problem in Problems(known.Type.Type, property.Value, $"{path}.{name}"))
                    yield return problem;
            }
            else if (wanted.AdditionalProperties is { } other)
            {
                foreach (string problem in Problems(other.Type, property.Value, $"{path}.{name ?? "*"}"))
                    yield return problem;
            }
            else if (name is null || !alsoAllowed.Contains(name))
                yield return $"{path}.{name ?? "*"} does not exist";
        }

        foreach ((string name, ObjectTypeProperty property) in wanted.Properties)
        {
            if (property.Flags.HasFlag(ObjectTypePropertyFlags.Required)
                && !property.Flags.HasFlag(ObjectTypePropertyFlags.ReadOnly) && given[name] is null)
                yield return $"{path}.{name} is missing";
        }
    }

    private IEnumerable<string> Variant(DiscriminatedObjectType wanted, ObjectNode given, string path)
    {
        string? choice = (given[wanted.Discriminator] as TextNode)?.Literal;
        if (choice is null || !wanted.Elements.TryGetValue(choice, out ITypeReference? element))
            return [$"{path}.{wanted.Discriminator} must be one of {string.Join(", ", wanted.Elements.Keys)}"];
        ObjectType variant = (ObjectType)element.Type;
        Dictionary<string, ObjectTypeProperty> properties = new(wanted.BaseProperties);
        foreach ((string name, ObjectTypeProperty property) in variant.Properties)
            properties[name] = property;
        return Members(new ObjectType(variant.Name, properties, variant.AdditionalProperties, null), given, path);
    }

    private static IEnumerable<string> Text(StringType wanted, TextNode given, string path)
    {
        if (given.Literal is not { } text)
            yield break;
        if (text.Length < wanted.MinLength || text.Length > wanted.MaxLength)
            yield return $"{path}: \"{text}\" is not {wanted.MinLength} to {wanted.MaxLength} characters long";
        if (wanted.Pattern is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant))
            yield return $"{path}: \"{text}\" does not match {pattern}";
    }

    private static IEnumerable<string> Choice(UnionType wanted, TextNode given, string path)
    {
        // A union with free text in it names the usual values and allows others; an unusual one is most likely a slip all the same.
        string[] known = [.. wanted.Elements.Select(element => element.Type).OfType<StringLiteralType>().Select(literal => literal.Value)];
        if (given.Literal is { } text && known.Length > 0 && !known.Contains(text, StringComparer.OrdinalIgnoreCase))
            yield return $"{path}: \"{text}\" is none of {string.Join(", ", known)}";
    }

    private static string Kind(Node node) => node switch
    {
        TextNode => "text",
        NumberNode => "a number",
        BooleanNode => "true or false",
        ObjectNode => "an object",
        _ => "a list",
    };

    private static string Kind(TypeBase type) => type switch
    {
        StringType or StringLiteralType or UnionType => "text",
        IntegerType => "a number",
        BooleanType => "true or false",
        ArrayType => "a list",
        _ => "an object",
    };
}
