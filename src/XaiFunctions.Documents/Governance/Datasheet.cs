namespace XaiFunctions.Documents.Governance;

/// <summary>A data sheet of what a version is explained against and what it has scored (Gebru et al., Datasheets for Datasets, 2021), by that paper's sections.</summary>
public sealed record Datasheet
{
    /// <summary>The version of this form.</summary>
    public string SchemaVersion { get; init; } = "1.0";

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The audit that counted the scored data, or null if there is none.</summary>
    public string? Audit { get; init; }

    /// <summary>The sections, in the paper's order.</summary>
    public required IReadOnlyList<DatasheetSection> Sections { get; init; }

    /// <summary>What is counted, by column.</summary>
    public required IReadOnlyList<DatasheetColumn> Columns { get; init; }

    /// <summary>What is not known, in sentences.</summary>
    public required IReadOnlyList<string> Gaps { get; init; }
}

/// <summary>A section.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Questions">What it asks.</param>
/// <param name="Said">What people say, or null.</param>
/// <param name="Counted">What is counted or follows from the registration.</param>
public sealed record DatasheetSection(string Name, string Questions, string? Said, IReadOnlyList<string> Counted);

/// <summary>What is counted of a column; no value of a row.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">What kind of values it has.</param>
/// <param name="IsSensitive">Whether the manifest calls it sensitive.</param>
/// <param name="BackgroundMissing">Background rows without a value.</param>
/// <param name="BackgroundDistinct">Different values in the background.</param>
public sealed record DatasheetColumn(string Name, string Type, bool IsSensitive, int BackgroundMissing, int BackgroundDistinct)
{
    /// <summary>The share of scored rows without a value.</summary>
    public double? ScoredMissing { get; init; }

    /// <summary>The share of scored rows with a value that the background does not have.</summary>
    public double? ScoredUnseen { get; init; }

    /// <summary>Whether the scored values have drifted from the background's.</summary>
    public bool? Drifted { get; init; }
}
