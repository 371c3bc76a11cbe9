using System.Text.Json.Serialization;

namespace XaiFunctions.Documents.Content;

/// <summary>What holds over all explained rows, output by output.</summary>
/// <param name="Outputs">One summary an output, in the order of <see cref="ExplanationFrame.Outputs"/>.</param>
public sealed record SummarySection(IReadOnlyList<OutputSummary> Outputs)
{
    /// <summary>How much each player reduces the loss; null if the rows came without labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LossSummary? Loss { get; init; }
}

/// <summary>The summary of one output.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="BaseValue">The output with every player unknown.</param>
/// <param name="Predictions">The distribution of the predictions.</param>
/// <param name="Importance">The players, most important first.</param>
/// <param name="TellingRows">Rows worth a look.</param>
public sealed record OutputSummary(
    string Output,
    double? BaseValue,
    PredictionSummary Predictions,
    IReadOnlyList<PlayerImportance> Importance,
    IReadOnlyList<TellingRow> TellingRows)
{
    /// <summary>How the attributions depend on values, for the most important players (at most 20) whose values can be laid out.</summary>
    public IReadOnlyList<PlayerDependence> Dependence { get; init; } = [];

    /// <summary>The pairs of players that interact most, at most 20, strongest first; null if the rows carry no interactions.</summary>
    public IReadOnlyList<PairInteraction>? Interactions { get; init; }
}

/// <summary>How much two players do together, over all rows that carry interactions.</summary>
/// <param name="First">The one player.</param>
/// <param name="Second">The other player.</param>
/// <param name="MeanAbsolute">The mean over the rows of |interaction|: what the two do to the output only together, beyond what each does alone.</param>
/// <param name="Mean">The mean interaction with its sign.</param>
public sealed record PairInteraction(string First, string Second, double? MeanAbsolute, double? Mean);

/// <summary>How the attribution of a player depends on its value, over a random sample of the rows (all of them while they are few).</summary>
/// <param name="Player">The player's name.</param>
/// <param name="Rows">The rows that the points stand for.</param>
/// <param name="Points">
/// For a number at most 12 bins of about as many rows each, by rising values, and a point without values for the missing ones if there are any;
/// for a category, a truth value or a one-hot group at most 12 of its most frequent values.
/// </param>
public sealed record PlayerDependence(string Player, long Rows, IReadOnlyList<DependencePoint> Points);

/// <summary>One point of a dependence.</summary>
/// <param name="From">The smallest number of the bin; null for texts and missing values.</param>
/// <param name="To">The largest number of the bin; null for texts and missing values.</param>
/// <param name="Value">The value in words; null for numbers.</param>
/// <param name="Rows">The rows of the point.</param>
/// <param name="Mean">The mean attribution.</param>
/// <param name="StandardDeviation">The standard deviation of the attributions: what other players' values make of the same value; null for one row.</param>
public sealed record DependencePoint(double? From, double? To, string? Value, long Rows, double? Mean, double? StandardDeviation);

/// <summary>The distribution of an output's predictions, in the document's space.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The standard deviation over rows; null with fewer than two.</param>
/// <param name="Quantiles">The 5, 25, 50, 75 and 95 % quantiles, exact to a 512th of the range.</param>
/// <param name="Histogram">The histogram.</param>
public sealed record PredictionSummary(
    long Count,
    double? Minimum,
    double? Maximum,
    double? Mean,
    double? StandardDeviation,
    IReadOnlyList<double> Quantiles,
    Histogram Histogram);

/// <summary>Counts of values in bins.</summary>
/// <param name="Edges">The edges of the bins, one more than there are bins; a bin contains its lower edge.</param>
/// <param name="Counts">The number of values in each bin.</param>
public sealed record Histogram(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts);

/// <summary>How much a player matters for one output over all rows.</summary>
/// <param name="Player">The player's name.</param>
/// <param name="Rank">1 for the most important.</param>
/// <param name="MeanAbsolute">The mean of |attribution| over the rows.</param>
/// <param name="Low">
/// The lower end of a 95 % interval for it, that covers which rows happened to be in the file, the sampling of coalitions, and that
/// noise makes |attribution| larger on average; null if it cannot be told.
/// </param>
/// <param name="High">The upper end; null if it cannot be told.</param>
/// <param name="Mean">The mean attribution with its sign.</param>
/// <param name="Minimum">The smallest attribution.</param>
/// <param name="Maximum">The largest attribution.</param>
/// <param name="Direction">
/// The correlation over rows between the value of a player's one numeric or boolean column and its attribution: near 1, higher values raise
/// the output; near -1, they lower it. Null for groups and categories, and if either does not vary.
/// </param>
/// <param name="TiedWithNext">Whether its interval overlaps that of the next player, so that their order may be chance.</param>
public sealed record PlayerImportance(
    string Player,
    int Rank,
    double? MeanAbsolute,
    double? Low,
    double? High,
    double? Mean,
    double? Minimum,
    double? Maximum,
    double? Direction,
    bool TiedWithNext);

/// <summary>A row worth a look.</summary>
/// <param name="Kind">Why: one of <see cref="TellingKinds"/>.</param>
/// <param name="Row">The 1-based data row.</param>
/// <param name="Prediction">Its prediction.</param>
/// <param name="LargestHalfWidth">The largest half-width of its attributions' intervals; null if it cannot be told.</param>
public sealed record TellingRow(string Kind, long Row, double? Prediction, double? LargestHalfWidth);

/// <summary>Why a row is worth a look.</summary>
public static class TellingKinds
{
    /// <summary>Its attributions are the nearest to the mean attributions, among a sample of the rows.</summary>
    public const string Typical = "typical";

    /// <summary>It has the highest prediction.</summary>
    public const string Highest = "highest";

    /// <summary>It has the lowest prediction.</summary>
    public const string Lowest = "lowest";

    /// <summary>It has the widest interval; only if rows were sampled.</summary>
    public const string LeastCertain = "least-certain";
}
