using System.Text.Json;

namespace XaiFunctions.App.Http;

/// <summary>What is to be estimated: the rows themselves, as for an explanation, or their number.</summary>
public sealed record EstimateInput
{
    /// <summary>How many rows there are, from 1; instead of instances.</summary>
    public long? Rows { get; init; }

    /// <summary>The rows, each an object of feature names and values; only counted.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, JsonElement>>? Instances { get; init; }

    /// <summary>How to explain them.</summary>
    public ExplanationInputOptions? Options { get; init; }
}
