using System.Reflection;
using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests;

/// <summary>
/// The files that the rules look at, by their path from the repository's root. Immutable; <see cref="With"/> makes a changed copy.
/// </summary>
internal sealed class TemplateSet
{
    private const string Folder = "infra-bicep";
    private readonly IReadOnlyDictionary<string, string> texts;
    private readonly Lazy<IReadOnlyList<Template>> templates;

    private TemplateSet(IReadOnlyDictionary<string, string> texts)
    {
        this.texts = texts;
        templates = new Lazy<IReadOnlyList<Template>>(() =>
        [
            .. texts.Where(text => text.Key.EndsWith(".bicep", StringComparison.Ordinal))
                .Select(text => TemplateParser.Parse(text.Key, text.Value)),
        ]);
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string RepositoryRoot => typeof(TemplateSet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The repository as it is.</summary>
    public static TemplateSet Real { get; } = Load();

    /// <summary>All .bicep files.</summary>
    public IReadOnlyList<Template> Templates => templates.Value;

    /// <summary>The templates that something deploys: by azd, and by the step after it.</summary>
    public IReadOnlyList<Template> EntryPoints => [this["main.bicep"], this["scoring-subscription.bicep"]];

    public Template Parameters => TemplateParser.Parse("main.bicepparam", Text($"{Folder}/main.bicepparam"));

    /// <summary>Paths of everything in infra-bicep.</summary>
    public IEnumerable<string> Paths => texts.Keys;

    /// <summary>A template by its path in infra-bicep.</summary>
    public Template this[string path] => Templates.Single(template => template.Path == $"{Folder}/{path}");

    public Template? Find(string path) => Templates.FirstOrDefault(template => template.Path == path);

    /// <summary>The text of a file by its path from the repository's root.</summary>
    public string Text(string path) => texts[path];

    /// <summary>The texts of all files below a folder with an ending.</summary>
    public IEnumerable<string> TextsBelow(string folder, string ending) => texts
        .Where(text => text.Key.StartsWith(folder + "/", StringComparison.Ordinal) && text.Key.EndsWith(ending, StringComparison.Ordinal))
        .Select(text => text.Value);

    /// <summary>A copy in which one text is replaced in one file.</summary>
    /// <exception cref="ArgumentException">The file does not hold that text, so nothing would change.</exception>
    public TemplateSet With(string path, string text, string replacement)
    {
        if (!texts.TryGetValue(path, out string? original) || !original.Contains(text, StringComparison.Ordinal))
            throw new ArgumentException($"{path} does not hold: {text}", nameof(text));
        string changed = original.Replace(text, replacement, StringComparison.Ordinal);
        return new TemplateSet(new Dictionary<string, string>(texts) { [path] = changed });
    }

    private static TemplateSet Load()
    {
        string root = RepositoryRoot;
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(root, Folder), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "src", "XaiFunctions.App"), "*.cs", SearchOption.AllDirectories))
            .Append(Path.Combine(root, "host.json"))
            .Append(Path.Combine(root, "README.md"));
        return new TemplateSet(files
            .Select(file => (Path: Path.GetRelativePath(root, file).Replace('\\', '/'), File: file))
            .Where(file => !file.Path.Contains("/obj/", StringComparison.Ordinal) && !file.Path.StartsWith($"{Folder}/.azure/", StringComparison.Ordinal))
            .ToDictionary(file => file.Path, file => File.ReadAllText(file.File)));
    }
}
