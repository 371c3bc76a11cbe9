using System.Text.Json;
using System.Text.Json.Serialization;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Reasons;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Http;

/// <summary>The members of a request for an explanation, as callers write them. <see cref="ExplanationBody"/> reads it, member by member, to say what is wrong.</summary>
public sealed record ExplanationInput
{
    /// <summary>The rows to explain, each an object of feature names and values.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Instances { get; init; }

    /// <summary>How to explain them.</summary>
    public ExplanationInputOptions? Options { get; init; }

    /// <summary>Whom to tell when the explanation is there. A request with a callback always becomes a job.</summary>
    public CallbackRequest? Callback { get; init; }
}

/// <summary>Whom to tell when an explanation is there.</summary>
public sealed record CallbackRequest
{
    /// <summary>An https address on a host that the app's settings allow. It gets the job as a signed POST.</summary>
    public required string Url { get; init; }
}

/// <summary>How to explain the rows of a request; what is left out is the model's or the app's choice.</summary>
public sealed record ExplanationInputOptions
{
    /// <summary>How attributions are found. Default auto.</summary>
    [JsonConverter(typeof(HyphenatedEnumConverter))]
    public ShapleyMethod? Method { get; init; }

    /// <summary>The most coalitions valued for a row, at least 2.</summary>
    public int? MaxEvaluations { get; init; }

    /// <summary>The widest 95 % interval's half-width that is accepted.</summary>
    public double? MaxError { get; init; }

    /// <summary>Whether maxError is a share of the range of a row's attributions.</summary>
    public bool? MaxErrorIsRelative { get; init; }

    /// <summary>The time that the computation should take at most, such as 30s, 5m or 00:00:30.</summary>
    public string? Deadline { get; init; }

    /// <summary>Where the choice of coalitions starts from. Default 0.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The space to explain in, instead of the manifest's.</summary>
    [JsonConverter(typeof(HyphenatedEnumConverter))]
    public OutputSpace? Space { get; init; }

    /// <summary>The one explained output, by its class name, instead of the manifest's.</summary>
    public string? Output { get; init; }

    /// <summary>Whether rows get the interactions of all pairs of players as well, where these can be had exactly.</summary>
    public bool? Interactions { get; init; }

    /// <summary>Which way a reason must have moved the output. Default lowers, which is adverse if the explained output is what a person hopes for.</summary>
    [JsonConverter(typeof(HyphenatedEnumConverter))]
    public ReasonDirection? Reasons { get; init; }

    /// <summary>The member of the instances that has their labels: the name of the class, or the number that a model of one number should have given. The document then tells how much each player reduces the loss.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The loss. Default log-loss for classes and probabilities, else squared-error.</summary>
    [JsonConverter(typeof(HyphenatedEnumConverter))]
    public Loss? Loss { get; init; }

    /// <summary>The model's version. Default: the one that was registered last.</summary>
    public string? Version { get; init; }
}

/// <summary>Names of choices as callers write them: closed-form.</summary>
internal sealed class HyphenatedEnumConverter() : JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
