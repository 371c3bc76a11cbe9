using System.Text;
using System.Text.RegularExpressions;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>A blob trigger's path, such as <c>scoring/{model}/{name}.csv</c>. An expression takes no slash, but the last one takes the rest.</summary>
internal sealed partial class BlobPattern
{
    private readonly Regex expression;
    private readonly string[] names;

    private BlobPattern(string container, string blob)
    {
        Container = container;
        names = [.. Name().Matches(blob).Select(match => match.Groups[1].Value)];
        int brace = blob.IndexOf('{');
        Prefix = brace < 0 ? blob : blob[..brace];
        expression = new Regex(Expression(blob), RegexOptions.CultureInvariant | RegexOptions.Singleline);
        DataNames = new HashSet<string>([.. names, "BlobTrigger", "Uri"], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The container.</summary>
    public string Container { get; }

    /// <summary>What the names of all matching blobs begin with; empty if the pattern begins with an expression.</summary>
    public string Prefix { get; }

    /// <summary>The names under which a function can bind parts of the path, without regard to case.</summary>
    public IReadOnlySet<string> DataNames { get; }

    /// <summary>What is wrong with a path, in words; null if nothing is.</summary>
    public static string? Problem(string path)
    {
        // Before settings are put in the place of %NAME%, only what stands around them can be judged.
        path = path.Replace("%", "");
        int slash = path.IndexOf('/');
        string blob = slash < 0 ? "" : path[(slash + 1)..];
        if (slash == 0 || path.Length == 0 || path.StartsWith('{'))
            return $"the blob path '{path}' does not begin with a container.";
        string rest = Name().Replace(blob, "");
        if (rest.Contains('{') || rest.Contains('}'))
            return $"the braces in the blob path '{path}' do not match.";
        if (blob.Contains("}{"))
            return $"the blob path '{path}' has two expressions with nothing between them.";
        var names = Name().Matches(blob).Select(match => match.Groups[1].Value).ToList();
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Count
            ? $"the blob path '{path}' has the same expression twice."
            : null;
    }

    /// <summary>Reads a path; a container alone stands for all its blobs.</summary>
    /// <exception cref="ArgumentException">The path is not right; see <see cref="Problem"/>.</exception>
    public static BlobPattern Parse(string path)
    {
        if (Problem(path) is { } problem)
            throw new ArgumentException(problem, nameof(path));
        int slash = path.IndexOf('/');
        return slash < 0 || slash == path.Length - 1
            ? new BlobPattern(path.TrimEnd('/'), "{name}")
            : new BlobPattern(path[..slash], path[(slash + 1)..]);
    }

    /// <summary>Whether a blob's name fits, and what its expressions then are.</summary>
    public bool TryMatch(string blob, out IReadOnlyDictionary<string, string> values)
    {
        var match = expression.Match(blob);
        values = match.Success
            ? names.Select((name, index) => KeyValuePair.Create(name, match.Groups[index + 1].Value)).ToDictionary(StringComparer.OrdinalIgnoreCase)
            : new Dictionary<string, string>();
        return match.Success;
    }

    private static string Expression(string blob)
    {
        var pattern = new StringBuilder("^");
        int at = 0;
        foreach (Match match in Name().Matches(blob))
        {
            bool last = match.Index + match.Length == blob.Length || blob.IndexOf('{', match.Index + 1) < 0;
            pattern.Append(Regex.Escape(blob[at..match.Index])).Append(last ? "(.+)" : "([^/]+)");
            at = match.Index + match.Length;
        }

        return pattern.Append(Regex.Escape(blob[at..])).Append(@"\z").ToString();
    }

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Name();
}
