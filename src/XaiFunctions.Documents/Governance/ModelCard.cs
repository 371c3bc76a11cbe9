using System.Text.Json.Serialization;

namespace XaiFunctions.Documents.Governance;

/// <summary>A model card in the form of Model Card Toolkit 0.0.2. What is not known is left out; numbers are texts, as that form wants them.</summary>
public sealed record ModelCard
{
    /// <summary>The version of the form.</summary>
    [JsonPropertyName("schema_version")]
    public string SchemaVersion { get; init; } = "0.0.2";

    /// <summary>What the model is.</summary>
    [JsonPropertyName("model_details")]
    public required CardDetails Details { get; init; }

    /// <summary>What it takes and gives.</summary>
    [JsonPropertyName("model_parameters")]
    public required CardParameters Parameters { get; init; }

    /// <summary>What was measured.</summary>
    [JsonPropertyName("quantitative_analysis")]
    public required CardAnalysis Analysis { get; init; }

    /// <summary>What has to be considered; what nobody has said stands among the limitations.</summary>
    [JsonPropertyName("considerations")]
    public required CardConsiderations Considerations { get; init; }
}

/// <summary>What a model is.</summary>
public sealed record CardDetails
{
    /// <summary>Its name.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>One line.</summary>
    [JsonPropertyName("overview")]
    public string? Overview { get; init; }

    /// <summary>A thorough description.</summary>
    [JsonPropertyName("documentation")]
    public string? Documentation { get; init; }

    /// <summary>Who owns it.</summary>
    [JsonPropertyName("owners")]
    public IReadOnlyList<CardOwnerEntry>? Owners { get; init; }

    /// <summary>Its version.</summary>
    [JsonPropertyName("version")]
    public required CardVersion Version { get; init; }

    /// <summary>Its licence.</summary>
    [JsonPropertyName("licenses")]
    public IReadOnlyList<CardLicense>? Licenses { get; init; }

    /// <summary>Addresses that say more.</summary>
    [JsonPropertyName("references")]
    public IReadOnlyList<CardReference>? References { get; init; }

    /// <summary>How to cite it.</summary>
    [JsonPropertyName("citations")]
    public IReadOnlyList<CardCitation>? Citations { get; init; }

    /// <summary>Where the model lies in the registry.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; init; }
}

/// <summary>An owner.</summary>
public sealed record CardOwnerEntry([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("contact")] string? Contact);

/// <summary>A version and the day on which it was registered.</summary>
public sealed record CardVersion([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("date")] string Date);

/// <summary>A licence: one of the two.</summary>
public sealed record CardLicense([property: JsonPropertyName("identifier")] string? Identifier, [property: JsonPropertyName("custom_text")] string? CustomText);

/// <summary>An address that says more.</summary>
public sealed record CardReference([property: JsonPropertyName("reference")] string Reference);

/// <summary>How to cite the model.</summary>
public sealed record CardCitation([property: JsonPropertyName("citation")] string Citation);

/// <summary>What a model takes and gives.</summary>
public sealed record CardParameters
{
    /// <summary>The kind of model.</summary>
    [JsonPropertyName("model_architecture")]
    public string? Architecture { get; init; }

    /// <summary>The data: training, background, scored.</summary>
    [JsonPropertyName("data")]
    public required IReadOnlyList<CardDataset> Data { get; init; }

    /// <summary>What it takes.</summary>
    [JsonPropertyName("input_format")]
    public required string InputFormat { get; init; }

    /// <summary>The features and their types.</summary>
    [JsonPropertyName("input_format_map")]
    public required IReadOnlyList<CardEntry> InputMap { get; init; }

    /// <summary>What it gives.</summary>
    [JsonPropertyName("output_format")]
    public required string OutputFormat { get; init; }

    /// <summary>The explained outputs and their space.</summary>
    [JsonPropertyName("output_format_map")]
    public required IReadOnlyList<CardEntry> OutputMap { get; init; }
}

/// <summary>A name and what it stands for.</summary>
public sealed record CardEntry([property: JsonPropertyName("key")] string Key, [property: JsonPropertyName("value")] string Value);

/// <summary>A data set.</summary>
public sealed record CardDataset([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("description")] string Description)
{
    /// <summary>Its sensitive columns.</summary>
    [JsonPropertyName("sensitive")]
    public CardSensitive? Sensitive { get; init; }
}

/// <summary>Sensitive columns.</summary>
public sealed record CardSensitive([property: JsonPropertyName("sensitive_data")] IReadOnlyList<string> Columns);

/// <summary>What was measured.</summary>
public sealed record CardAnalysis([property: JsonPropertyName("performance_metrics")] IReadOnlyList<CardMetric> Metrics);

/// <summary>A metric: its value as text, and the rows that it was measured on.</summary>
public sealed record CardMetric([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("value")] string Value, [property: JsonPropertyName("slice")] string Slice)
{
    /// <summary>Its 95 % interval.</summary>
    [JsonPropertyName("confidence_interval")]
    public CardInterval? Interval { get; init; }
}

/// <summary>An interval.</summary>
public sealed record CardInterval([property: JsonPropertyName("lower_bound")] string Lower, [property: JsonPropertyName("upper_bound")] string Upper);

/// <summary>What has to be considered.</summary>
public sealed record CardConsiderations
{
    /// <summary>Who is meant to use the model.</summary>
    [JsonPropertyName("users")]
    public IReadOnlyList<CardNote>? Users { get; init; }

    /// <summary>What it is meant for.</summary>
    [JsonPropertyName("use_cases")]
    public IReadOnlyList<CardNote>? UseCases { get; init; }

    /// <summary>What it cannot do, must not be used for, and what is not known of it.</summary>
    [JsonPropertyName("limitations")]
    public required IReadOnlyList<CardNote> Limitations { get; init; }

    /// <summary>What was given up for what.</summary>
    [JsonPropertyName("tradeoffs")]
    public IReadOnlyList<CardNote>? Tradeoffs { get; init; }

    /// <summary>Whom it may harm.</summary>
    [JsonPropertyName("ethical_considerations")]
    public IReadOnlyList<CardRiskEntry>? Risks { get; init; }
}

/// <summary>A sentence.</summary>
public sealed record CardNote([property: JsonPropertyName("description")] string Description);

/// <summary>A risk and what is done about it.</summary>
public sealed record CardRiskEntry([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("mitigation_strategy")] string? Mitigation);
