namespace XaiFunctions.App.Http;

/// <summary>More precision for an explanation; at least one of the two bounds, beyond what was asked for before.</summary>
public sealed record TopUpInput
{
    /// <summary>The most coalitions valued for a row, those of the first job included.</summary>
    public int? MaxEvaluations { get; init; }

    /// <summary>The widest 95 % interval's half-width that is accepted.</summary>
    public double? MaxError { get; init; }

    /// <summary>Whether maxError is a share of the range of a row's attributions.</summary>
    public bool? MaxErrorIsRelative { get; init; }

    /// <summary>The time that the computation should take at most, such as 30s, 5m or 00:00:30.</summary>
    public string? Deadline { get; init; }
}
