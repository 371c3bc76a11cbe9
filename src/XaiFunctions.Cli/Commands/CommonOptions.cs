using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace XaiFunctions.Cli.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    /// <summary>The ONNX file.</summary>
    public static Option<FileInfo> Model() => new("--model") { Description = "The ONNX model.", Required = true };

    /// <summary>The background file.</summary>
    public static Option<FileInfo> Background() => new("--background") { Description = "The background rows (CSV): what an unknown value is averaged over.", Required = true };

    /// <summary>The manifest.</summary>
    public static Option<FileInfo?> Manifest() => new("--manifest") { Description = "The model's manifest.json; what it leaves out is inferred from the model." };

    /// <summary>The model's name in the registry.</summary>
    public static Option<string?> Name() => new("--name") { Description = "The model's name in the registry; default: made from the file's name." };

    /// <summary>The space in which the output is explained.</summary>
    public static Option<string?> Space()
    {
        var option = new Option<string?>("--space") { Description = "The space in which the output is explained; replaces the manifest's." };
        option.AcceptOnlyFromAmong("raw", "log-odds", "margin");
        return option;
    }

    /// <summary>The ONNX output to explain.</summary>
    public static Option<string?> Output() => new("--output") { Description = "The ONNX output to explain; replaces the manifest's." };

    /// <summary>The manifest fields that the options replace.</summary>
    public static IReadOnlyDictionary<string, string> Overrides(string? space, string? output)
    {
        var fields = new Dictionary<string, string>();
        if (space is not null)
            fields["space"] = space;
        if (output is not null)
            fields["output"] = output;
        return fields;
    }

    /// <summary>How the background is to be summarised.</summary>
    public static Option<JsonObject?> Summarize() => new("--summarize")
    {
        Description = "Average over a summary of the background instead of its rows: k-means:50 or k-medoids:50. Cheaper, and another game than the rows.",
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (text.Split(':') is [("k-means" or "k-medoids") and var method, var size] && int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int rows) && rows > 0)
                return new JsonObject { ["method"] = method, ["size"] = rows };
            argument.AddError($"'{text}' is no summary: write k-means:50 or k-medoids:50.");
            return null;
        },
    };
}
