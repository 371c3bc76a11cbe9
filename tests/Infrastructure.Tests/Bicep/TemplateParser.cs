namespace XaiFunctions.Infrastructure.Tests.Bicep;

/// <summary>Parses the statements of a .bicep or .bicepparam file.</summary>
internal sealed class TemplateParser
{
    private readonly Scanner scanner;
    private readonly ExpressionParser expressions;

    private TemplateParser(string path, string text)
    {
        scanner = new Scanner(path, text);
        expressions = new ExpressionParser(scanner) { NestedResource = NestedResource };
    }

    /// <exception cref="FormatException">The text is not Bicep, or uses what the templates here have no need of.</exception>
    public static Template Parse(string path, string text)
    {
        TemplateParser parser = new(path, text);
        List<Declaration> declarations = [];
        while (parser.Statement() is { } declaration)
            declarations.Add(declaration);
        return new Template(path, declarations);
    }

    private Declaration? Statement()
    {
        scanner.Skip(lines: true);
        if (scanner.AtEnd)
            return null;
        List<CallNode> decorators = Decorators();
        int line = scanner.Line;
        string keyword = scanner.Word(lines: true);
        Declaration declaration = keyword switch
        {
            "metadata" or "var" => new Declaration(line, keyword, scanner.Word(), "", false, Assigned(), decorators),
            "targetScope" => new Declaration(line, keyword, "", "", false, Assigned(), decorators),
            "using" => new Declaration(line, keyword, "", Literal(), false, null, decorators),
            "param" => Parameter(line, decorators),
            "output" => new Declaration(line, keyword, scanner.Word(), scanner.Word(), false, Assigned(), decorators),
            "resource" => Resource(line, decorators),
            "module" => new Declaration(line, keyword, scanner.Word(), Literal(), false, AssignedBody(), decorators),
            _ => throw scanner.Error("a statement"),
        };
        scanner.Skip(lines: false);
        return scanner.AtEnd || scanner.Current == '\n' ? declaration : throw scanner.Error("the end of the line");
    }

    private List<CallNode> Decorators()
    {
        List<CallNode> decorators = [];
        while (scanner.TryTake("@", lines: true))
        {
            int line = scanner.Line;
            decorators.Add(new CallNode(line, null, scanner.Word(), expressions.Arguments()));
        }

        return decorators;
    }

    private Declaration Parameter(int line, List<CallNode> decorators)
    {
        string name = scanner.Word();
        string type = scanner.SeesWord() ? scanner.Word() : "";
        return new Declaration(line, "param", name, type, false, scanner.Sees("=") ? Assigned() : null, decorators);
    }

    private Declaration Resource(int line, List<CallNode> decorators)
    {
        string name = scanner.Word();
        string type = Literal();
        bool existing = scanner.TryTake("existing");
        return new Declaration(line, "resource", name, type, existing, AssignedBody(), decorators);
    }

    private Declaration? NestedResource()
    {
        int line = scanner.Line;
        // A property may be called resource too; its name is followed by a colon.
        return scanner.StartsWith("resource ") && scanner.TryTake("resource") ? Resource(line, []) : null;
    }

    private Node Assigned()
    {
        scanner.Expect("=");
        scanner.Skip(lines: false);
        return expressions.Expression();
    }

    private Node AssignedBody()
    {
        scanner.Expect("=");
        scanner.Skip(lines: false);
        return expressions.ConditionalBody();
    }

    private string Literal()
    {
        scanner.Skip(lines: false);
        return (expressions.Expression() as TextNode)?.Literal ?? throw scanner.Error("a text without expressions");
    }
}
