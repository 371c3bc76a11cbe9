using System.Globalization;

namespace XaiFunctions.Infrastructure.Tests.Bicep;

/// <summary>
/// Parses Bicep expressions: all of the language's, except spread, safe dereference by index and lambdas of several variables, which the
/// templates do not use.
/// </summary>
internal sealed class ExpressionParser(Scanner scanner)
{
    private static readonly string[][] BinaryOperators =
    [
        ["??"], ["||"], ["&&"], ["==", "!=", "=~", "!~"], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"],
    ];

    /// <summary>Parses the nested resources that an object may hold.</summary>
    public Func<Declaration?>? NestedResource { get; set; }

    public Node Expression()
    {
        Node condition = Binary(0);
        // A conditional may go on in the next line.
        if (scanner.Sees("??", lines: true) || !scanner.TryTake("?", lines: true))
            return condition;
        scanner.Skip(lines: true);
        Node whenTrue = Expression();
        scanner.Expect(":", lines: true);
        scanner.Skip(lines: true);
        return new OperationNode(condition.Line, "?:", [condition, whenTrue, Expression()]);
    }

    private Node Binary(int level)
    {
        if (level == BinaryOperators.Length)
            return Unary();
        Node left = Binary(level + 1);
        while (TakeOperator(BinaryOperators[level]) is { } found)
        {
            scanner.Skip(lines: true);
            left = new OperationNode(left.Line, found, [left, Binary(level + 1)]);
        }

        return left;
    }

    private string? TakeOperator(string[] operators) => Array.Find(operators, candidate => scanner.TryTake(candidate));

    private Node Unary()
    {
        scanner.Skip(lines: false);
        int line = scanner.Line;
        foreach (string sign in new[] { "!", "-" })
        {
            if (scanner.TryTake(sign))
                return new OperationNode(line, sign, [Unary()]);
        }

        return Postfix(Primary());
    }

    private Node Postfix(Node value)
    {
        while (true)
        {
            if (scanner.Current == '!' && !scanner.StartsWith("!=") && !scanner.StartsWith("!~"))
                scanner.Take();
            else if (scanner.StartsWith("::") || scanner.StartsWith(".?"))
            {
                scanner.Take();
                scanner.Take();
                value = new MemberNode(value.Line, value, scanner.Word());
            }
            else if (scanner.Current == '.')
            {
                scanner.Take();
                string member = scanner.Word();
                value = scanner.Current == '('
                    ? new CallNode(value.Line, value, member, Arguments())
                    : new MemberNode(value.Line, value, member);
            }
            else if (scanner.Current == '[')
            {
                scanner.Take();
                value = new IndexNode(value.Line, value, Expression());
                scanner.Expect("]");
            }
            else
                return value;
        }
    }

    private Node Primary()
    {
        int line = scanner.Line;
        if (scanner.StartsWith("'"))
            return TextParser.Parse(scanner, Expression);
        if (char.IsDigit(scanner.Current))
            return new NumberNode(line, long.Parse(scanner.Word(), CultureInfo.InvariantCulture));
        switch (scanner.Current)
        {
            case '{':
                return Object();
            case '[':
                return List();
            case '(':
                return Parenthesis();
        }

        string word = scanner.Word();
        return word switch
        {
            "true" or "false" => new BooleanNode(line, word == "true"),
            "null" => new NullNode(line),
            _ when scanner.Current == '(' => new CallNode(line, null, word, Arguments()),
            _ when scanner.TryTake("=>") => Lambda(line, [word]),
            _ => new NameNode(line, word),
        };
    }

    private LambdaNode Lambda(int line, IReadOnlyList<string> variables)
    {
        scanner.Skip(lines: true);
        return new LambdaNode(line, variables, Expression());
    }

    private Node Parenthesis()
    {
        scanner.Take();
        scanner.Skip(lines: true);
        Node inner = Expression();
        scanner.Expect(")", lines: true);
        return inner is NameNode name && scanner.TryTake("=>") ? Lambda(name.Line, [name.Name]) : inner;
    }

    public IReadOnlyList<Node> Arguments()
    {
        List<Node> arguments = [];
        scanner.Expect("(");
        while (!scanner.TryTake(")", lines: true))
        {
            scanner.Skip(lines: true);
            arguments.Add(Expression());
            if (!scanner.TryTake(",", lines: true) && !scanner.Sees(")", lines: true))
                throw scanner.Error("\",\" or \")\"");
        }

        return arguments;
    }

    private ObjectNode Object()
    {
        int line = scanner.Line;
        List<PropertyNode> properties = [];
        List<Declaration> nested = [];
        scanner.Expect("{");
        while (!scanner.TryTake("}", lines: true))
        {
            scanner.Skip(lines: true);
            if (NestedResource?.Invoke() is { } resource)
                nested.Add(resource);
            else
                properties.Add(Property());
            if (!scanner.TryTake(",") && !scanner.Sees("}") && !scanner.Sees("\n"))
                throw scanner.Error("a new line, \",\" or \"}\"");
        }

        return new ObjectNode(line, properties, nested);
    }

    private PropertyNode Property()
    {
        TextNode name = scanner.StartsWith("'") ? TextParser.Parse(scanner, Expression) : new TextNode(scanner.Line, [scanner.Word()], []);
        scanner.Expect(":");
        scanner.Skip(lines: false);
        return new PropertyNode(name, Expression());
    }

    private Node List()
    {
        int line = scanner.Line;
        scanner.Expect("[");
        if (scanner.TryTake("for", lines: true))
            return Loop(line);
        List<Node> items = [];
        while (!scanner.TryTake("]", lines: true))
        {
            scanner.Skip(lines: true);
            items.Add(Expression());
            if (!scanner.TryTake(",") && !scanner.Sees("]") && !scanner.Sees("\n"))
                throw scanner.Error("a new line, \",\" or \"]\"");
        }

        return new ArrayNode(line, items);
    }

    private ForNode Loop(int line)
    {
        List<string> variables = [];
        if (scanner.TryTake("("))
        {
            variables.Add(scanner.Word());
            scanner.Expect(",");
            variables.Add(scanner.Word());
            scanner.Expect(")");
        }
        else
            variables.Add(scanner.Word());
        scanner.Expect("in");
        scanner.Skip(lines: false);
        Node collection = Expression();
        scanner.Expect(":");
        scanner.Skip(lines: true);
        Node body = ConditionalBody();
        scanner.Expect("]", lines: true);
        return new ForNode(line, variables, collection, body);
    }

    /// <summary>A body, or <c>if (condition) body</c>.</summary>
    public Node ConditionalBody()
    {
        int line = scanner.Line;
        if (!scanner.TryTake("if"))
            return Expression();
        Node condition = Arguments().Single();
        scanner.Skip(lines: false);
        return new IfNode(line, condition, Expression());
    }
}
