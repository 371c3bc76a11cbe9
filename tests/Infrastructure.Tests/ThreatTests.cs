using System.Text.RegularExpressions;

namespace XaiFunctions.Infrastructure.Tests;

/// <summary>THREATS.md promises tests; here it is held to it.</summary>
public sealed partial class ThreatTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(TemplateSet.RepositoryRoot, "infra-bicep", "THREATS.md"));

    [Fact]
    public void Threats_EveryRow_NamesATest()
    {
        string[] rows = [.. Page.Split('\n').Where(line => line.StartsWith("| **", StringComparison.Ordinal))];
        Assert.True(rows.Length >= 20, $"Only {rows.Length} threats were found.");
        Assert.All(rows, row => Assert.Matches(Named(), row.Split('|')[3]));
    }

    [Fact]
    public void Threats_EveryTestNamed_Exists()
    {
        HashSet<string> tests = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(TemplateSet.RepositoryRoot, "tests"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                continue;
            string source = File.ReadAllText(file);
            foreach (Match type in Class().Matches(source))
                tests.UnionWith(Test().Matches(source).Select(test => $"{type.Groups[1].Value}.{test.Groups[1].Value}"));
        }

        string[] named = [.. Named().Matches(Page).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(tests.Contains(name), $"There is no test {name}."));
    }

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"class (\w+Tests)\b")]
    private static partial Regex Class();

    [GeneratedRegex(@"\[(?:Fact|Theory)\](?:\s*\[[^\n]*\][^\n]*)*\s*public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Test();
}
