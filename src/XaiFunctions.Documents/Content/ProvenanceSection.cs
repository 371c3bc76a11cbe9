namespace XaiFunctions.Documents.Content;

/// <summary>From which exact bytes a document was computed, and with which software: what is needed to compute it again.</summary>
public sealed record ProvenanceSection
{
    /// <summary>SHA-256 of the ONNX file, in lower-case hexadecimal.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>SHA-256 of the manifest as stored.</summary>
    public string? ManifestSha256 { get; init; }

    /// <summary>SHA-256 of the background file as stored.</summary>
    public string? BackgroundSha256 { get; init; }

    /// <summary>SHA-256 of the scoring file as stored (before unpacking), or of the request's rows.</summary>
    public string? ScoringSha256 { get; init; }

    /// <summary>The digest of the coalition plans: which coalitions were valued, for which rows.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>The seed of the coalition sample. Written as a number; JSON readers with 53-bit integers should read it as text.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The version of this software's code: a version number or a commit.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>The .NET runtime and the processor architecture.</summary>
    public required string Runtime { get; init; }

    /// <summary>The versions of the packages that numbers depend on, by name; written in ordinal order.</summary>
    public IReadOnlyDictionary<string, string> Packages { get; init; } = new Dictionary<string, string>();
}
