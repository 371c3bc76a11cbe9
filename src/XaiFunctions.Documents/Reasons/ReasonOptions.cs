namespace XaiFunctions.Documents.Reasons;

/// <summary>Which way a reason moved the output.</summary>
public enum ReasonDirection
{
    /// <summary>Down: the adverse way if the explained output is what a person hopes for.</summary>
    Lowers,

    /// <summary>Up.</summary>
    Raises,
}

/// <summary>How reasons are chosen.</summary>
public sealed record ReasonOptions
{
    /// <summary>Four reasons that lower the output.</summary>
    public static ReasonOptions Default { get; } = new();

    /// <summary>The most reasons given for an output, 1 to 20. The default is 4, as many as adverse-action notices customarily give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1 or above 20.</exception>
    public int MaxCodes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 20);
            field = value;
        }
    } = 4;

    /// <summary>The way that counts. The default is <see cref="ReasonDirection.Lowers"/>.</summary>
    public ReasonDirection Direction { get; init; } = ReasonDirection.Lowers;

    /// <summary>
    /// The largest additivity residual, relative to max(1, |prediction|), with which reasons are still given. The default is 1e-6, what documents promise.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public double ResidualTolerance
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1e-6;
}

/// <summary>One reason.</summary>
/// <param name="Player">The player's index.</param>
/// <param name="Attribution">How far it moved the output, with its sign.</param>
/// <param name="Text">The words for people.</param>
/// <param name="Tied">Whether its interval overlaps that of a neighbour in the order, so that the order of the two may be chance.</param>
public sealed record Reason(int Player, double Attribution, string Text, bool Tied);

/// <summary>The reasons of one output of one row.</summary>
/// <param name="Direction">The way that was asked for.</param>
/// <param name="Codes">The reasons, strongest first; empty if nothing certainly moved the output that way, or if they are withheld.</param>
/// <param name="SensitiveLeftOut">Whether a player with a sensitive column was left out that is as strong as a reason given.</param>
/// <param name="Withheld">Why no reasons are given although there may be some; null if they are not withheld.</param>
public sealed record RowReasons(ReasonDirection Direction, IReadOnlyList<Reason> Codes, bool SensitiveLeftOut, string? Withheld);
