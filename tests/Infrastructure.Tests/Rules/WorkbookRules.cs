using System.Text.Json;
using System.Text.RegularExpressions;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>The dashboard asks for what the app tells, in the tables and columns that Azure Monitor puts it into.</summary>
internal static partial class WorkbookRules
{
    /// <summary>Where the exporter's metrics and spans end up, with the columns of those tables that are of use here.</summary>
    private static readonly Dictionary<string, string[]> Tables = new()
    {
        ["AppMetrics"] = ["TimeGenerated", "Name", "Sum", "Min", "Max", "ItemCount", "Properties"],
        ["AppDependencies"] = ["TimeGenerated", "Name", "Properties", "DurationMs", "Success", "AppRoleInstance", "OperationId"],
    };

    private static readonly string[] Words = ["where", "summarize", "by", "in", "extend", "project", "order", "asc", "and", "startswith"];

    /// <summary>Every metric is on the dashboard, and nothing on it is no metric or tag of the app.</summary>
    public static IEnumerable<string> Metrics(TemplateSet set)
    {
        string app = set.Text("src/XaiFunctions.App/Telemetry/JobTelemetry.cs") + set.Text("src/XaiFunctions.App/Telemetry/WorkSpan.cs");
        HashSet<string> metrics = [.. Instrument().Matches(app).Select(match => match.Groups[1].Value)];
        HashSet<string> tags = [.. Told().Matches(app).Select(match => match.Groups[1].Value)];
        string[] queries = [.. Queries(set)];
        HashSet<string> asked = [.. queries.SelectMany(query => Told().Matches(query)).Select(match => match.Groups[1].Value)];
        return asked.Except(metrics).Except(tags).Select(name => $"the dashboard asks for {name}, which the app does not tell")
            .Concat(metrics.Except(asked).Select(name => $"{name} is not on the dashboard"));
    }

    /// <summary>Every query begins with a table, and names columns of it or what it has made itself.</summary>
    public static IEnumerable<string> Columns(TemplateSet set)
    {
        foreach (string query in Queries(set))
        {
            string table = query.Split('\n')[0].Trim();
            if (!Tables.TryGetValue(table, out string[]? columns))
            {
                yield return $"there is no table {table}";
                continue;
            }

            string bare = Parameter().Replace(Text().Replace(query[table.Length..], " "), " 1 ");
            string[] made = [.. Made().Matches(bare).Select(match => match.Groups[1].Value)];
            foreach (Match name in Identifier().Matches(bare))
            {
                if (!columns.Contains(name.Value) && !made.Contains(name.Value) && !Words.Contains(name.Value))
                    yield return $"{table} has no column {name.Value}";
            }
        }
    }

    private static IEnumerable<string> Queries(TemplateSet set)
    {
        using JsonDocument workbook = JsonDocument.Parse(set.Text("infra-bicep/workbook.json"));
        string[] queries =
        [
            .. workbook.RootElement.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("content"))
                .Where(content => content.TryGetProperty("query", out _))
                .Select(content => content.GetProperty("query").GetString()!),
        ];
        return queries.Length > 0 ? queries : throw new InvalidDataException("The dashboard asks nothing.");
    }

    [GeneratedRegex("Create\\w+<\\w+>\\(\"(xai[\\w.]+)\"")]
    private static partial Regex Instrument();

    [GeneratedRegex("\"(xai\\.[\\w.]*\\w)\"")]
    private static partial Regex Told();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\b([A-Z]\w*)\s*=(?![=])")]
    private static partial Regex Made();

    // Not a function's name, and not the unit of a number.
    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*\b(?!\s*\()")]
    private static partial Regex Identifier();
}
