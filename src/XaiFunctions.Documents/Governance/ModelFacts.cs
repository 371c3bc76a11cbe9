using XaiFunctions.Core.Cards;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Governance;

/// <summary>What the app itself knows of a registered version: from its registration, its graph and its background.</summary>
public sealed record ModelFacts
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The size of the ONNX file.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the ONNX file, in lower-case hexadecimal digits.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>SHA-256 of the manifest as it is stored.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>SHA-256 of the background file.</summary>
    public required string BackgroundSha256 { get; init; }

    /// <summary>The features, players and outputs.</summary>
    public required ExplanationFrame Frame { get; init; }

    /// <summary>The rows of the background file.</summary>
    public required int BackgroundRows { get; init; }

    /// <summary>Columns of the background file that the model does not take.</summary>
    public required int IgnoredColumns { get; init; }

    /// <summary>What the background counts, by column.</summary>
    public required IReadOnlyList<BackgroundColumn> Columns { get; init; }

    /// <summary>What people say of it.</summary>
    public required CardText Card { get; init; }
}

/// <summary>What is counted of a background column. It has no value of a row: extremes would be one person's.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">What kind of values it has.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="IsSensitive">Whether the manifest calls it sensitive.</param>
public sealed record BackgroundColumn(string Name, FeatureType Type, int Missing, int Distinct, bool IsSensitive)
{
    /// <summary>Counts the columns of a background.</summary>
    /// <param name="frame">The features.</param>
    /// <param name="background">The rows.</param>
    public static IReadOnlyList<BackgroundColumn> Count(ExplanationFrame frame, Background background)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(background);
        return [.. frame.Features.Select((feature, column) =>
        {
            double[] cells = [.. Enumerable.Range(0, background.RowCount).Select(row => background.Row(row)[column])];
            double[] known = [.. cells.Where(cell => !double.IsNaN(cell))];
            return new BackgroundColumn(feature.Name, feature.Type, cells.Length - known.Length, known.Distinct().Count(), frame.Sensitive.Contains(feature.Name));
        })];
    }
}
