using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests;

public sealed class ParserTests
{
    [Fact]
    public void Parse_TextWithExpressions_KeepsBoth()
    {
        TextNode text = (TextNode)Value(@"'a${b}\'c${d('e')}'");

        Assert.Equal(["a", "'c", ""], text.Segments);
        Assert.Equal("b", ((NameNode)text.Expressions[0]).Name);
        Assert.Equal("d", ((CallNode)text.Expressions[1]).Function);
    }

    [Fact]
    public void Parse_Operators_BindByPrecedence()
    {
        OperationNode or = (OperationNode)Value("!a && b == 1 || c");

        Assert.Equal("||", or.Operator);
        OperationNode and = (OperationNode)or.Operands[0];
        Assert.Equal("&&", and.Operator);
        Assert.Equal("==", ((OperationNode)and.Operands[1]).Operator);
    }

    [Fact]
    public void Parse_ConditionalOverLines_TakesBothBranches()
    {
        OperationNode choice = (OperationNode)Value("a\n  ? 1\n  : b ? 2 : 3");

        Assert.Equal(1, ((NumberNode)choice.Operands[1]).Value);
        Assert.Equal("?:", ((OperationNode)choice.Operands[2]).Operator);
    }

    [Fact]
    public void Parse_NestedResource_GetsTypeAndVersionOfItsParent()
    {
        Template template = TemplateParser.Parse("t", """
            resource a 'X.Y/zs@2024-01-01' existing = {
              name: 'a' // one

              resource b 'parts' = [for (part, i) in parts: if (i > 0) {
                name: part
              }]
            }
            """);

        ResourceUse nested = template.Resources.Last();
        Assert.Equal(("X.Y/zs/parts", "2024-01-01"), (nested.Type, nested.Version));
        Assert.NotNull(nested.Body["name"]);
    }

    [Theory]
    [InlineData("var a = ")]
    [InlineData("var a = 'b")]
    [InlineData("var a = { b: 1 c: 2 }")]
    [InlineData("var a = [1 2]")]
    [InlineData("var a = f(1 2)")]
    [InlineData("vat a = 1")]
    [InlineData("var a = 1 var b = 2")]
    [InlineData("resource a 'b@c' = { name: 'd' ")]
    public void Parse_NotBicep_IsRefused(string text) => Assert.Throws<FormatException>(() => TemplateParser.Parse("t", text));

    private static Node Value(string expression) => TemplateParser.Parse("t", $"var a = {expression}").Declarations.Single().Value!;
}
