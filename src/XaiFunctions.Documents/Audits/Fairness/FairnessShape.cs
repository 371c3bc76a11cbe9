using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>What is counted for fairness: it follows from the model, its background and its policy alone.</summary>
internal sealed class FairnessShape
{
    private const int MostPaired = 4;
    private const int CellsOfScores = 1024;

    private readonly (int First, int Second)[] parts;

    /// <param name="frame">The names.</param>
    /// <param name="policy">How; default: by the frame's sensitive columns.</param>
    /// <param name="background">The cells of the background, row by row.</param>
    /// <param name="performance">How decisions are made.</param>
    /// <exception cref="InvalidOperationException">The policy does not fit the frame: see <see cref="FairnessPolicy.ProblemWith"/>.</exception>
    public FairnessShape(ExplanationFrame frame, FairnessPolicy policy, IReadOnlyList<CellValue[]> background, PerformanceOptions performance)
    {
        Policy = policy;
        RowGrouping[] single = [.. policy.ColumnsOf(frame).Select(column => RowGrouping.Of(frame, column, background))];
        Attributes = [.. single, .. Pairs(single, policy.Intersections).Select(pair => RowGrouping.Of(pair.First, pair.Second))];
        parts = [.. Attributes.Select(attribute => attribute.Parts is [var first, var second] ? (Array.IndexOf(single, first), Array.IndexOf(single, second)) : (-1, -1))];
        Stratum = policy.Stratum is { } stratum ? RowGrouping.Of(frame, new SensitiveColumn(stratum), background) : null;

        // Where no is favourable, a row is decided favourably if its probability of yes is below the threshold, not at it.
        Outcomes = performance with
        {
            ScoreCapacity = CellsOfScores,
            Threshold = policy.Favourable ? performance.Threshold : Math.BitIncrement(1 - performance.Threshold),
        };
        Options = new FairnessOptions { MinimumCount = policy.MinimumCount, ParityRatio = policy.ParityRatio, Draws = performance.Draws, Seed = performance.Seed };
    }

    public FairnessPolicy Policy { get; }

    /// <summary>The sensitive columns, then their intersections.</summary>
    public IReadOnlyList<RowGrouping> Attributes { get; }

    /// <summary>Where the two columns of an intersection are among the attributes; -1 for a single column.</summary>
    public (int First, int Second) PartsOf(int attribute) => parts[attribute];

    /// <summary>The column within whose values disparity is conditional; null if there is none.</summary>
    public RowGrouping? Stratum { get; }

    /// <summary>How outcomes are counted.</summary>
    public PerformanceOptions Outcomes { get; }

    /// <summary>How they are compared.</summary>
    public FairnessOptions Options { get; }

    /// <summary>The score of the favourable outcome.</summary>
    public double Score(double probability) => Policy.Favourable ? probability : 1 - probability;

    /// <summary>Whether a score is decided favourably.</summary>
    public bool Decision(double score) => score >= Outcomes.Threshold;

    /// <summary>Whether a label is the favourable outcome.</summary>
    public bool IsFavourable(double label) => label != 0 == Policy.Favourable;

    private static IEnumerable<(RowGrouping First, RowGrouping Second)> Pairs(RowGrouping[] single, IReadOnlyList<IReadOnlyList<string>>? asked)
    {
        if (asked is not null)
            return asked.Select(pair => (single.Single(one => one.Name == pair[0]), single.Single(one => one.Name == pair[1])));
        RowGrouping[] paired = [.. single.Take(MostPaired)];
        return paired.SelectMany((first, index) => paired.Skip(index + 1).Select(second => (first, second)));
    }
}
