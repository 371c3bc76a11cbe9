using System.Text.RegularExpressions;
using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>No key is written, handed over, put out or printed.</summary>
internal static partial class SecretRules
{
    /// <summary>A function that reads keys is called in one place only, where Azure needs it: the address of the event webhook.</summary>
    public static IEnumerable<string> Calls(TemplateSet set) =>
        from template in set.Templates
        from declaration in template.Declarations
        from call in declaration.Expressions.OfType<CallNode>().Distinct()
        where call.Function.StartsWith("list", StringComparison.Ordinal) && !IsWebhookAddress(declaration, call)
        select $"{template.Path}({call.Line}) {call.Function} reads a key";

    /// <summary>No output carries a key or an address with one in it.</summary>
    public static IEnumerable<string> Outputs(TemplateSet set) =>
        from template in set.Templates
        from output in template.Of("output")
        let parts = output.Expressions.Select(Part).Append(output.Name).OfType<string>()
        where parts.Any(part => SecretName().IsMatch(part) || part.StartsWith("list", StringComparison.Ordinal))
        select $"{template.Path}({output.Line}) the output {output.Name} may carry a secret";

    /// <summary>No text holds a key, and a parameter that could is marked as secure and has no default.</summary>
    public static IEnumerable<string> Texts(TemplateSet set) =>
        (from template in set.Templates.Append(set.Parameters)
         from text in template.Expressions.OfType<TextNode>()
         where SecretText().IsMatch(string.Concat(text.Segments))
         select $"{template.Path}({text.Line}) holds a secret")
        .Concat(
            from template in set.Templates
            from parameter in template.Of("param")
            let secure = parameter.Decorator("secure") is not null
            where secure ? parameter.Value is not null : SecretName().IsMatch(parameter.Name)
            select $"{template.Path}({parameter.Line}) the parameter {parameter.Name} is a secret that is not secure, or has a default");

    /// <summary>The step after deployment looks at the length of the key and never at the key.</summary>
    public static IEnumerable<string> Hooks(TemplateSet set) =>
        from path in set.Paths
        where path.StartsWith("infra-bicep/hooks/", StringComparison.Ordinal)
        from line in set.Text(path).Split('\n')
        where line.Contains("systemKeys", StringComparison.Ordinal) && !line.Contains("length(systemKeys.", StringComparison.Ordinal)
        select $"{path}: {line.Trim()}";

    private static bool IsWebhookAddress(Declaration declaration, CallNode call) =>
        declaration.Keyword == "resource"
        && declaration.Expressions.OfType<ObjectNode>().Any(node => node["endpointUrl"]?.DescendantsAndSelf().Contains(call) == true);

    private static string? Part(Node node) => node switch
    {
        MemberNode member => member.Member,
        CallNode call => call.Function,
        _ => null,
    };

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex("(key|keys|secret|password|token|connectionstring|endpointurl)$", Options)]
    private static partial Regex SecretName();

    [GeneratedRegex("AccountKey=|SharedAccessKey=|SharedAccessSignature|[?&]sig=|InstrumentationKey=", Options)]
    private static partial Regex SecretText();
}
