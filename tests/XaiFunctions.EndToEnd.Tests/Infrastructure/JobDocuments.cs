using System.Globalization;
using System.Text.Json.Nodes;

namespace XaiFunctions.EndToEnd.Tests.Infrastructure;

/// <summary>A job's documents, fetched.</summary>
/// <param name="Job">The job.</param>
/// <param name="Folder">Where they are.</param>
internal sealed record JobDocuments(string Job, DirectoryInfo Folder)
{
    /// <summary>The names of the files, in order.</summary>
    public IReadOnlyList<string> Names => [.. Folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    /// <summary>The bytes of a file.</summary>
    public byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder.FullName, name));

    /// <summary>The lines of a file.</summary>
    public string[] Lines(string name) => File.ReadAllLines(Path.Combine(Folder.FullName, name));

    /// <summary>document.json.</summary>
    public JsonObject Document() => JsonNode.Parse(Bytes("document.json"))!.AsObject();

    /// <summary>attributions.csv, read as numbers.</summary>
    public IReadOnlyList<AttributionLine> Attributions() => [.. Lines("attributions.csv").Skip(1).Select(AttributionLine.Parse)];

    /// <summary>The players in the order of attributions.csv.</summary>
    public IReadOnlyList<string> Players() => [.. Lines("attributions.csv")[0].Split(',').Skip(4)];
}

/// <summary>One line of attributions.csv.</summary>
internal sealed record AttributionLine(long Row, string Output, double Prediction, double BaseValue, IReadOnlyList<double> Attributions)
{
    /// <summary>Reads a line; names in the tests' models have no commas.</summary>
    public static AttributionLine Parse(string line)
    {
        string[] cells = line.Split(',');
        return new(long.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], Number(cells[2]), Number(cells[3]), [.. cells.Skip(4).Select(Number)]);
    }

    private static double Number(string cell) => double.Parse(cell, NumberStyles.Float, CultureInfo.InvariantCulture);
}
