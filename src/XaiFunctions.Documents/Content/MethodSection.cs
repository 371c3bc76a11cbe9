using System.Text.Json.Serialization;

namespace XaiFunctions.Documents.Content;

/// <summary>How the attributions were computed, what accuracy was asked for, and what was reached.</summary>
/// <param name="Name">The method in words, for example "exact enumeration" or "leverage-sampled KernelSHAP".</param>
/// <param name="Space">The space of all values; one of <see cref="OutputSpaces"/>.</param>
/// <param name="Link">The link applied after averaging over the background: "identity" or "logit".</param>
/// <param name="Contract">The accuracy that was asked for.</param>
/// <param name="Reached">The accuracy that was reached.</param>
public sealed record MethodSection(string Name, string Space, string Link, ContractEntry Contract, ReachedEntry Reached);

/// <summary>The accuracy contract of the request; null means that the default applied.</summary>
/// <param name="MaxEvaluations">The most coalitions valued for a row, the empty and the full one not counted.</param>
/// <param name="MaxError">The widest half-width asked for.</param>
/// <param name="DeadlineSeconds">The time allowed, in seconds.</param>
public sealed record ContractEntry(long? MaxEvaluations, double? MaxError, double? DeadlineSeconds)
{
    /// <summary>Whether <see cref="MaxError"/> is a share of the range of a row's attributions (largest minus smallest, for each output).</summary>
    public bool MaxErrorIsRelative { get; init; }
}

/// <summary>What the contract led to, over all rows.</summary>
/// <param name="StopReason">The reason if it is the same for all rows, else "mixed"; see <see cref="StopReasons"/>.</param>
/// <param name="RowsByStopReason">How many rows stopped for each reason.</param>
/// <param name="Evaluations">Coalitions valued for all rows together.</param>
/// <param name="MostEvaluations">The most coalitions valued for one row.</param>
/// <param name="Rounds">The most rounds in which the coalitions of one row were valued: 1 unless an error was asked for, 0 if none was valued.</param>
/// <param name="LargestHalfWidth">The largest half-width of any attribution's 95 % interval; null if it cannot be told.</param>
/// <param name="LargestRelativeHalfWidth">The largest half-width over the range of its row's and output's attributions; null if it cannot be told.</param>
/// <param name="Met">Whether every row kept to the contract's <c>maxError</c>; null if none was asked for.</param>
public sealed record ReachedEntry(
    string StopReason,
    IReadOnlyDictionary<string, long> RowsByStopReason,
    long Evaluations,
    long MostEvaluations,
    long Rounds,
    double? LargestHalfWidth,
    double? LargestRelativeHalfWidth,
    bool? Met);

/// <summary>How far the numbers can be trusted.</summary>
/// <param name="RowsExplained">Rows explained.</param>
/// <param name="RowsRejected">Rows rejected.</param>
/// <param name="MaxAdditivityResidual">The largest |base value + sum of attributions - prediction|, in the document's space.</param>
/// <param name="LargestHalfWidth">The largest half-width of any attribution's 95 % interval; null if it cannot be told.</param>
/// <param name="MeanHalfWidth">The mean half-width over all attributions; null if it cannot be told.</param>
/// <param name="ShareUncertain">
/// The share of all attributions whose interval is not of width 0 and contains 0, so that not even their sign is sure; null if it cannot be told.
/// </param>
public sealed record QualitySection(
    long RowsExplained,
    long RowsRejected,
    double MaxAdditivityResidual,
    double? LargestHalfWidth,
    double? MeanHalfWidth,
    double? ShareUncertain)
{
    /// <summary>Rows with at least one value that the background does not cover; null if that was not looked at.</summary>
    public long? RowsOutOfRange { get; init; }

    /// <summary>
    /// The share, 0 to 1, of the mixtures of rows and background rows that lie farther from the nearest background row than 95 % of the background
    /// rows do: about 0.05 if players are independent. Estimated from up to 256 mixtures; null if the background has fewer than 20 rows.
    /// </summary>
    public double? OffManifoldShare { get; init; }

    /// <summary>
    /// The mean over rows and outputs of how much of what the model does with coalitions the attributions tell: 1 - E[(v(S) - base value - sum of
    /// attributions over S)^2] / Var[v(S)]. 1 if the model adds its players up, less the more they act together; null if no coalition was valued.
    /// </summary>
    public double? Fidelity { get; init; }

    /// <summary>The lowest fidelity of a row and output; null if no coalition was valued.</summary>
    public double? LowestFidelity { get; init; }

    /// <summary>
    /// The mean standard error of an attribution that comes from the background being a sample: how far it would differ, were as many background rows drawn anew. Apart from the intervals; null if it is not
    /// told.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MeanBackgroundError { get; init; }

    /// <summary>The largest such standard error; null if it is not told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LargestBackgroundError { get; init; }

    /// <summary>How sure it is which players matter most for each row; null if the errors of a row cannot be told.</summary>
    public RankStabilityEntry? RankStability { get; init; }
}

/// <summary>
/// How sure it is which players matter most, over a random sample of the rows (up to 400) and all outputs: the probability that those with the
/// largest |attribution| are those with the largest exact one, in any order (<see cref="Core.Shapley.RankStability"/>).
/// </summary>
/// <param name="Players">How many players are looked at: as many as a row has reasons by default.</param>
/// <param name="MeanProbability">The mean of the rows' probabilities; 1 if all is exact.</param>
/// <param name="LowestProbability">The lowest of them.</param>
/// <param name="UnsureShare">The share of these rows and outputs with a probability below 0.95.</param>
public sealed record RankStabilityEntry(int Players, double MeanProbability, double LowestProbability, double UnsureShare);
