using System.Globalization;

namespace XaiFunctions.Cli.Client;

/// <summary>How to explain a file: travels with it as the blob's metadata. What is null is the app's choice.</summary>
internal sealed record ExplanationOptions
{
    /// <summary>auto, kernel, exact, closed-form.</summary>
    public string? Method { get; init; }

    /// <summary>Coalitions valued per row, at most.</summary>
    public int? MaxEvaluations { get; init; }

    /// <summary>The largest error of an attribution.</summary>
    public double? MaxError { get; init; }

    /// <summary>Whether that error is a share of the range of a row's attributions.</summary>
    public bool MaxErrorIsRelative { get; init; }

    /// <summary>When to stop with what there is.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The seed of the coalitions.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Whether the interactions of all pairs of players are wanted, where they can be had exactly.</summary>
    public bool Interactions { get; init; }

    /// <summary>The column of the rows that has their labels.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>log-loss, squared-error, zero-one.</summary>
    public string? Loss { get; init; }

    /// <summary>The space to explain in, instead of the manifest's.</summary>
    public string? Space { get; init; }

    /// <summary>The one output to explain, by its class's name, instead of the manifest's.</summary>
    public string? Output { get; init; }

    /// <summary>Which way reason codes must have moved the output: lowers or raises.</summary>
    public string? Reasons { get; init; }

    /// <summary>Whom the app is to call back when the job has ended: an https address on a host that it allows.</summary>
    public string? Callback { get; init; }

    /// <summary>The options as metadata of the dropped blob.</summary>
    public IDictionary<string, string> ToMetadata(string version)
    {
        var metadata = new Dictionary<string, string> { ["version"] = version };
        Add("method", Method);
        Add("maxEvaluations", MaxEvaluations?.ToString(CultureInfo.InvariantCulture));
        Add("maxError", MaxError?.ToString("R", CultureInfo.InvariantCulture));
        Add("maxErrorIsRelative", MaxErrorIsRelative ? "true" : null);
        Add("deadline", Deadline?.ToString("c", CultureInfo.InvariantCulture));
        Add("interactions", Interactions ? "true" : null);
        Add("labelColumn", LabelColumn);
        Add("loss", Loss);
        Add("seed", Seed?.ToString(CultureInfo.InvariantCulture));
        Add("space", Space);
        Add("output", Output);
        Add("reasons", Reasons);
        Add("callback", Callback);
        return metadata;

        void Add(string name, string? value)
        {
            if (value is not null)
                metadata[name] = value;
        }
    }
}
