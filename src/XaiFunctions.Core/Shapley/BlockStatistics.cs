using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// What has been learned of the rows of a block: the values of the coalitions of a range of groups of its plan (or its attributions if they came with the sampling). Parts that cover all groups merge
/// by being laid side by side, so nothing is summed across pieces of work, and the solution is the same to the bit however the work was split.
/// </summary>
/// <remarks>
/// The values are kept themselves and not the sums Z'Wv that the normal equations need: they take about the same room, and whatever else is made of a sample
/// (error bars, another estimator, interactions, a larger sample with other weights) can then be made without valuing any coalition again.
/// </remarks>
public sealed partial class BlockStatistics
{
    private readonly Baseline baseline;
    private readonly double[] predictions;
    private readonly ulong[] constantPlayers;
    private readonly CoalitionValues values;

    internal BlockStatistics(BlockKey key, GroupRange groups, int firstCoalition, Baseline baseline, double[] predictions, ulong[] constantPlayers, CoalitionValues values)
    {
        Key = key;
        Groups = groups;
        FirstCoalition = firstCoalition;
        ValuesPerRow = values.Values.Length / key.RowCount;
        this.baseline = baseline;
        this.predictions = predictions;
        this.constantPlayers = constantPlayers;
        this.values = values;
    }

    /// <summary>A block that has been solved as it was sampled: by a closed form, or in rounds until its errors were small enough.</summary>
    internal BlockStatistics(BlockKey key, Attributions solved)
        : this(key, new(0, key.GroupCount), 0, new(solved.BaseValues, []), solved.Predictions, [], new([], [])) => Solved = solved;

    /// <summary>The attributions, if the block was solved as it was sampled.</summary>
    internal Attributions? Solved { get; }

    /// <summary>What the parts of a block have in common.</summary>
    internal BlockKey Key { get; }

    /// <summary>The groups of the plan that are here.</summary>
    public GroupRange Groups { get; }

    /// <summary>The block, counted from 0.</summary>
    public long Block => Key.Block;

    /// <summary>
    /// The same block with its attributions in the place of the values that they are made of, which take more room the more coalitions there are. Nothing more can be made of it
    /// than its attributions.
    /// </summary>
    /// <exception cref="ArgumentException">Groups are missing.</exception>
    public BlockStatistics Condense() => Solved is null ? new(Key, KernelShap.Solve(this)) : this;

    /// <summary>The number of rows of the block.</summary>
    public int RowCount => Key.RowCount;

    /// <summary>The number of outputs explained.</summary>
    public int OutputCount => Key.OutputCount;

    /// <summary>The number of players.</summary>
    public int PlayerCount => Key.PlayerCount;

    /// <summary>The number of coalitions whose values are here for each row; none if the block has been solved as it was sampled.</summary>
    public int CoalitionCount => ValuesPerRow / OutputCount;

    /// <summary>The digest of the plan that the coalitions come from.</summary>
    public string PlanDigest => Key.PlanDigest;

    /// <summary>Whether all groups of the plan are here.</summary>
    public bool IsComplete => Groups.First == 0 && Groups.Count == Key.GroupCount;

    /// <summary>The numbers that are kept of each row.</summary>
    private int ValuesPerRow { get; }

    /// <summary>The first coalition of the plan that is here.</summary>
    internal int FirstCoalition { get; }

    /// <summary>v(empty) of each output, in the explained space.</summary>
    public ReadOnlySpan<double> BaseValues => baseline.Values;

    /// <summary>The groups of background rows whose deviations are kept; 0 if none are.</summary>
    internal int BackgroundGroups => baseline.Deviations.Length / OutputCount;

    /// <summary>How far v(empty) moves with each group of background rows: outputs x groups.</summary>
    internal ReadOnlySpan<double> BaseDeviations => baseline.Deviations;

    /// <summary>v(all), rows x outputs, in the explained space.</summary>
    public ReadOnlySpan<double> Predictions => predictions;

    /// <summary>Bit sets of the players in which a row equals every background row; rows x words.</summary>
    internal ReadOnlySpan<ulong> ConstantPlayers => constantPlayers;

    /// <summary>The values of the coalitions here for one row: coalitions x outputs, in the explained space.</summary>
    public ReadOnlySpan<double> Values(int row) => values.Values.AsSpan(row * ValuesPerRow, ValuesPerRow);

    /// <summary>How far the values of the coalitions here move with each group of background rows for one row: coalitions x outputs x groups.</summary>
    internal ReadOnlySpan<double> Deviations(int row) => values.Deviations.AsSpan(row * ValuesPerRow * BackgroundGroups, ValuesPerRow * BackgroundGroups);

    /// <summary>Lays the parts of a block side by side.</summary>
    /// <param name="parts">Parts of one block with consecutive groups, in any order.</param>
    /// <exception cref="ArgumentException">The parts are of different blocks, plans or games, or a group is there twice or is left out between them.</exception>
    public static BlockStatistics Merge(IReadOnlyList<BlockStatistics> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("There is nothing to merge.", nameof(parts));
        if (parts.Count == 1)
            return parts[0];

        BlockStatistics[] ordered = [.. parts.OrderBy(part => part.Groups.First)];
        BlockStatistics first = ordered[0];
        int next = first.Groups.First;
        foreach (BlockStatistics part in ordered)
        {
            if (part.Key != first.Key || !part.SharesRows(first))
                throw new ArgumentException($"Parts of block {part.Block} and of block {first.Block} differ in their plan, rows or model.", nameof(parts));
            if (part.Groups.First != next)
                throw new ArgumentException($"Group {next} of block {first.Block} is there twice or is left out.", nameof(parts));
            next = part.Groups.End;
        }

        var values = new CoalitionValues(new double[ordered.Sum(part => part.values.Values.Length)], new double[ordered.Sum(part => part.values.Deviations.Length)]);
        int at = 0;
        for (int row = 0; row < first.RowCount; row++)
        {
            foreach (BlockStatistics part in ordered)
            {
                part.Values(row).CopyTo(values.Values.AsSpan(at));
                part.Deviations(row).CopyTo(values.Deviations.AsSpan(at * first.BackgroundGroups));
                at += part.Values(row).Length;
            }
        }

        var groups = new GroupRange(first.Groups.First, next - first.Groups.First);
        return new(first.Key, groups, first.FirstCoalition, first.baseline, first.predictions, first.constantPlayers, values);
    }

    private bool SharesRows(BlockStatistics other) =>
        BaseValues.SequenceEqual(other.BaseValues)
        && BaseDeviations.SequenceEqual(other.BaseDeviations)
        && predictions.AsSpan().SequenceEqual(other.predictions)
        && constantPlayers.AsSpan().SequenceEqual(other.constantPlayers);
}

/// <summary>The values of coalitions for rows.</summary>
/// <param name="Values">Row-major: rows x coalitions x outputs, in the explained space.</param>
/// <param name="Deviations">How far each moves with each group of background rows (<see cref="BackgroundDeviations"/>), rows x coalitions x outputs x groups; or empty.</param>
internal sealed record CoalitionValues(double[] Values, double[] Deviations);

/// <summary>What the parts of a block have in common, and from which its plan is made again.</summary>
internal sealed record BlockKey(
    long Block,
    int RowCount,
    int OutputCount,
    int PlayerCount,
    int GroupCount,
    ShapleyMethod Method,
    int? MaxEvaluations,
    double? MaxError,
    bool MaxErrorIsRelative,
    ulong Seed,
    string PlanDigest,
    string MethodName)
{
    /// <summary>The key of a block.</summary>
    public static BlockKey Of(ExplanationGame game, int rows, long block, CoalitionPlan plan, SamplingOptions resolved, string name) => new(
        block,
        rows,
        game.Model.OutputCount,
        plan.PlayerCount,
        plan.GroupCount,
        resolved.Method,
        resolved.MaxEvaluations,
        resolved.MaxError,
        resolved.MaxErrorIsRelative,
        resolved.Seed,
        plan.Digest,
        name);

    /// <summary>The options that the plan was made with.</summary>
    public SamplingOptions Options => new() { Method = Method, MaxEvaluations = MaxEvaluations, MaxError = MaxError, MaxErrorIsRelative = MaxErrorIsRelative, Seed = Seed };
}
