using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Models;

namespace XaiFunctions.App.Tests.Support;

/// <summary>
/// A model of seven inputs, one of them text, with its rows, its background, and exact Shapley values that a second implementation found by
/// enumeration.
/// </summary>
internal static class TinyModel
{
    private static readonly JsonObject Facts = JsonNode.Parse(File.ReadAllBytes(PathOf("columns.json")))!.AsObject();

    /// <summary>The header of files for it.</summary>
    public static string Header { get; } = string.Join(',', Facts["columns"]!.AsArray().Select(name => name!.GetValue<string>()));

    /// <summary>All rows as CSV.</summary>
    public static byte[] Rows { get; } = Csv("rows");

    /// <summary>The exact Shapley values of the first row, one a player, in the space raw.</summary>
    public static double[] Attributions { get; } = Numbers(Facts["spaces"]!["raw"]!["attributions"]![0]![0]);

    public static byte[] Model { get; } = File.ReadAllBytes(PathOf("columns.onnx"));

    public static byte[] Background { get; } = Csv("background");

    public static ModelFiles Files() => new(new BinaryData(Model), BinaryData.Empty, new BinaryData(Background));

    /// <summary>A good row of any number.</summary>
    public static string Row(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{18 + (number % 60)},{number % 1000 / 1000.0},{(number % 3 == 0 ? "Rome" : "Oslo")},{number % 10},{(number % 7) - 3},{number % 4},{number % 2}");

    private static byte[] Csv(string name)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (JsonNode? row in Facts[name]!.AsArray())
            text.AppendJoin(',', row!.AsArray().Select(cell => cell!.ToString())).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static double[] Numbers(JsonNode? row) => [.. row!.AsArray().Select(number => number!.GetValue<double>())];

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "fixtures", file);
}
