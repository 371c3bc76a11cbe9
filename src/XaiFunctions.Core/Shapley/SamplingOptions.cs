namespace XaiFunctions.Core.Shapley;

/// <summary>How attributions are found.</summary>
public enum ShapleyMethod
{
    /// <summary>
    /// The best that the model and the budget allow: a closed form if the model's structure has one in the explained space; all coalitions, valued from the structure, if it is
    /// known and the players are at most 13 or the budget covers them; else as <see cref="Kernel"/>.
    /// </summary>
    Auto,

    /// <summary>KernelSHAP on a leverage sample; all coalitions only if the budget covers them. Only asks the model.</summary>
    Kernel,

    /// <summary>All coalitions, whatever the budget. Only asks the model.</summary>
    Exact,

    /// <summary>The closed form of the model's structure; refused if there is none in the explained space.</summary>
    ClosedForm,
}

/// <summary>What is asked of the estimate.</summary>
public sealed record SamplingOptions
{
    /// <summary>The default budget per player beyond <see cref="MaxPlayersEnumeratedByDefault"/> players.</summary>
    public const int DefaultEvaluationsPerPlayer = 64;

    /// <summary>The default budget per player if an error is asked for.</summary>
    public const int DefaultEvaluationsPerPlayerForError = 1024;

    /// <summary>The first round per player if an error is asked for.</summary>
    public const int FirstRoundEvaluationsPerPlayer = 16;

    /// <summary>Up to so many players all coalitions, at most 1,022, are valued by default.</summary>
    public const int MaxPlayersEnumeratedByDefault = 10;

    /// <summary>The most players whose coalitions can all be valued: 2^20 - 2 coalitions.</summary>
    public const int MaxEnumeratedPlayers = 20;

    /// <summary>The largest budget that may be asked for.</summary>
    public const int LargestBudget = 1 << 24;

    /// <summary>How attributions are found.</summary>
    /// <value>The default is <see cref="ShapleyMethod.Auto"/>.</value>
    public ShapleyMethod Method { get; init; } = ShapleyMethod.Auto;

    /// <summary>
    /// The most coalitions valued for a row, the empty and the full one not counted; from 2 to <see cref="LargestBudget"/>. Never exceeded, except that
    /// <see cref="ShapleyMethod.Exact"/> values all. Each costs up to one model row per background row.
    /// </summary>
    /// <value>The default is null: all coalitions of up to 10 players, else 64 a player, or 1,024 a player if <see cref="MaxError"/> is given.</value>
    public int? MaxEvaluations { get; init; }

    /// <summary>
    /// The largest half-width of a 95 % interval that any attribution of a row may be left with, in the explained space. Sampling then goes on in rounds, each twice
    /// as large as all before it and topping them up, until that holds for the row or <see cref="MaxEvaluations"/> are spent; a row's rounds do not depend on other rows.
    /// </summary>
    /// <value>The default is null: the whole budget is spent.</value>
    public double? MaxError { get; init; }

    /// <summary>
    /// Whether <see cref="MaxError"/> is a share of the range of the attributions, max phi - min phi over the players of the row and output (Covert and Lee 2021, who
    /// compare standard deviations with it), instead of an absolute number. Means nothing without <see cref="MaxError"/>.
    /// </summary>
    /// <remarks>The range is that of the estimates, which sampling errors widen a little: what is reached is the half-width over the range as reported.</remarks>
    /// <value>The default is false.</value>
    public bool MaxErrorIsRelative { get; init; }

    /// <summary>
    /// Whether the time is limited. Sampling then goes in rounds even if no error is asked for, so that there are attributions with their intervals whenever it is stopped.
    /// </summary>
    /// <value>The default is false.</value>
    public bool HasDeadline { get; init; }

    /// <summary>Whether sampling goes in rounds.</summary>
    internal bool InRounds => (MaxError is not null || HasDeadline) && Method is (ShapleyMethod.Auto or ShapleyMethod.Kernel);

    /// <summary>Where the choice of coalitions starts from. The same seed gives the same attributions.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>
    /// The coalitions that may be valued for a row of so many players; not more than there are. What <see cref="ShapleyMethod.Auto"/> comes to depends on the game as well:
    /// <see cref="KernelShap.Resolve"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The budget or the error is out of its range, or all coalitions are asked of more than <see cref="MaxEnumeratedPlayers"/> players.</exception>
    public int EvaluationsFor(int players)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(players);
        if (MaxEvaluations is < 2 or > LargestBudget)
            throw new ArgumentException($"The budget is {MaxEvaluations} coalitions; it must be from 2 to {LargestBudget}.");
        if (MaxError is { } error && !(error > 0 && double.IsFinite(error)))
            throw new ArgumentException("The largest error asked for must be a positive number.");
        if (Method == ShapleyMethod.Exact && players > MaxEnumeratedPlayers)
            throw new ArgumentException($"All coalitions of {players} players are too many; exact enumeration ends at {MaxEnumeratedPlayers} players.");

        if (Method == ShapleyMethod.ClosedForm)
            return 0;

        int all = players <= MaxEnumeratedPlayers ? (1 << players) - 2 : int.MaxValue;
        if (Method == ShapleyMethod.Exact)
            return all;

        int perPlayer = MaxError is null ? DefaultEvaluationsPerPlayer : DefaultEvaluationsPerPlayerForError;
        int budget = MaxEvaluations ?? (players <= MaxPlayersEnumeratedByDefault ? all : perPlayer * players);
        return budget >= all ? all : budget & ~1;
    }
}
