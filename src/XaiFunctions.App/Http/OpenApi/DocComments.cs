using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace XaiFunctions.App.Http.OpenApi;

/// <summary>The doc comments of this assembly, from the file that the compiler writes beside it, so that the API says of itself what its code says.</summary>
public sealed partial class DocComments
{
    private readonly Dictionary<string, XElement> members;

    private DocComments(Dictionary<string, XElement> members) => this.members = members;

    /// <summary>Reads the comments. Without the file there are none, and nothing else is missing.</summary>
    public static DocComments Load()
    {
        string file = Path.Combine(AppContext.BaseDirectory, typeof(DocComments).Assembly.GetName().Name + ".xml");
        return File.Exists(file)
            ? new(XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal))
            : new([]);
    }

    /// <summary>What a type is, or null if nothing is said.</summary>
    public string? Of(Type type) => Text(Find($"T:{Name(type)}")?.Element("summary"));

    /// <summary>What a method does, or null if nothing is said.</summary>
    public string? Of(MethodInfo method)
    {
        string name = $"M:{Name(method.DeclaringType!)}.{method.Name}(";
        return Text(members.FirstOrDefault(member => member.Key.StartsWith(name, StringComparison.Ordinal)).Value?.Element("summary"));
    }

    /// <summary>What a property is, also that of a record's parameter; null if nothing is said.</summary>
    public string? Of(PropertyInfo property)
    {
        string type = Name(property.DeclaringType!);
        return Text(Find($"P:{type}.{property.Name}")?.Element("summary")
            ?? Find($"T:{type}")?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")?.Value == property.Name));
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private XElement? Find(string name) => members.GetValueOrDefault(name);

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        IEnumerable<string> parts = element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement inner when inner.Attribute("cref") is { } reference => reference.Value[(reference.Value.LastIndexOfAny(['.', ':']) + 1)..],
            XElement inner => inner.Value,
            _ => "",
        });
        return Spaces().Replace(string.Concat(parts), " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
