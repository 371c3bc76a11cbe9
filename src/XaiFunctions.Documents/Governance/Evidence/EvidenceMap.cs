namespace XaiFunctions.Documents.Governance.Evidence;

/// <summary>
/// What a version's records are evidence for, by the clauses of frameworks that ask for such evidence. It never says that a clause is fulfilled: that is for people to judge, who also know
/// what no software measures.
/// </summary>
public sealed record EvidenceMap
{
    /// <summary>The version of this form.</summary>
    public string SchemaVersion { get; init; } = "1.0";

    /// <summary>What this is and is not.</summary>
    public string Statement { get; init; } =
        "Evidence for the clauses below, with the place of every number. It does not say that any of them is fulfilled: that is for people to judge, and clauses without evidence are listed as gaps.";

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The audit that the numbers are from, or null if there is none.</summary>
    public string? Audit { get; init; }

    /// <summary>The clauses for which there is evidence.</summary>
    public required IReadOnlyList<EvidenceEntry> Evidence { get; init; }

    /// <summary>The clauses for which there is none.</summary>
    public required IReadOnlyList<EvidenceGap> Gaps { get; init; }
}

/// <summary>A clause and the evidence for it.</summary>
/// <param name="Framework">The framework.</param>
/// <param name="Clause">The clause's number.</param>
/// <param name="About">What it is about, in our own words.</param>
/// <param name="Items">The evidence.</param>
public sealed record EvidenceEntry(string Framework, string Clause, string About, IReadOnlyList<EvidenceItem> Items);

/// <summary>A piece of evidence.</summary>
/// <param name="What">What it is.</param>
/// <param name="Url">Where it is, as a path of the app; a number's ends with its place in the file (JSON Pointer as a fragment).</param>
public sealed record EvidenceItem(string What, string Url)
{
    /// <summary>The place in the file (JSON Pointer, RFC 6901), or null for a file as a whole.</summary>
    public string? Pointer { get; init; }

    /// <summary>The number that stands there, or null where it is not one number.</summary>
    public double? Value { get; init; }

    /// <summary>The lower end of its 95 % interval.</summary>
    public double? Low { get; init; }

    /// <summary>The upper end.</summary>
    public double? High { get; init; }

    /// <summary>The rows that it was measured on.</summary>
    public long? Rows { get; init; }
}

/// <summary>A clause without evidence.</summary>
/// <param name="Framework">The framework.</param>
/// <param name="Clause">The clause's number.</param>
/// <param name="About">What it is about, in our own words.</param>
/// <param name="Why">What would be evidence, or that no software measures it.</param>
public sealed record EvidenceGap(string Framework, string Clause, string About, string Why);
