using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace XaiFunctions.App.Tests.Support;

/// <summary>The German Credit sample's logistic regression, and rows for it.</summary>
internal static class Samples
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "german-credit");

    public static byte[] Model { get; } = File.ReadAllBytes(Path.Combine(Folder, "model.onnx"));

    public static byte[] Manifest { get; } = File.ReadAllBytes(Path.Combine(Folder, "manifest.json"));

    public static byte[] Background { get; } = File.ReadAllBytes(Path.Combine(Folder, "background.csv"));

    /// <summary>120 rows of which 8 are wrong on purpose.</summary>
    public static byte[] Scoring { get; } = File.ReadAllBytes(Path.Combine(Folder, "scoring.csv"));

    /// <summary>Good rows: those of the background, over and over.</summary>
    public static byte[] GoodRows(int count)
    {
        string[] lines = Encoding.UTF8.GetString(Background).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder(lines[0]).Append('\n');
        for (int row = 0; row < count; row++)
            text.Append(lines[1 + (row % (lines.Length - 1))].TrimEnd('\r')).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A request's body with the first good rows.</summary>
    public static string Body(int count, object? options = null, Action<JsonArray>? change = null)
    {
        string[] lines = Encoding.UTF8.GetString(GoodRows(count)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] names = lines[0].TrimEnd('\r').Split(',');
        var instances = new JsonArray([.. lines.Skip(1).Select(line => new JsonObject(
            names.Zip(line.Split(','), (name, value) => KeyValuePair.Create(name.Trim('"'), (JsonNode?)JsonNode.Parse(value)))))]);
        change?.Invoke(instances);
        var body = new JsonObject { ["instances"] = instances };
        if (options is not null)
            body["options"] = JsonSerializer.SerializeToNode(options);
        return body.ToJsonString();
    }
}
