using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// What has been learned of the rows of a block: for each row the values of the coalitions of some consecutive groups of its plan, and the attributions made of them. Parts merge
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
    private readonly RowFailure[] failures;
    private readonly GroupRange[] groups;
    private readonly CoalitionValues[] values;

    internal BlockStatistics(
        BlockKey key, Baseline baseline, double[] predictions, ulong[] constantPlayers, IEnumerable<RowFailure> failures, GroupRange[] groups, CoalitionValues[] values)
    {
        Key = key;
        this.baseline = baseline;
        this.predictions = predictions;
        this.constantPlayers = constantPlayers;
        this.failures = [.. failures.OrderBy(failure => failure.Row)];
        this.groups = groups;
        this.values = values;
    }

    /// <summary>A block without values that has been solved as it was sampled: by a closed form, say.</summary>
    internal BlockStatistics(BlockKey key, Attributions solved, string planDigest)
        : this(
            key, new(solved.BaseValues, []), solved.Predictions, [], solved.Failures, new GroupRange[key.RowCount], [.. Enumerable.Repeat(CoalitionValues.None, key.RowCount)])
    {
        Solved = solved;
        PlanDigest = planDigest;
    }

    private BlockStatistics(BlockStatistics other, BlockKey key, GroupRange[] groups, CoalitionValues[] values, Attributions? solved, string? planDigest)
        : this(key, other.baseline, other.predictions, other.constantPlayers, other.failures, groups, values)
    {
        Solved = solved;
        PlanDigest = planDigest;
    }

    /// <summary>The attributions, as far as they have been solved.</summary>
    internal Attributions? Solved { get; }

    /// <summary>What the parts of a block have in common.</summary>
    internal BlockKey Key { get; }

    /// <summary>The block, counted from 0.</summary>
    public long Block => Key.Block;

    /// <summary>The number of rows of the block.</summary>
    public int RowCount => Key.RowCount;

    /// <summary>The number of outputs explained.</summary>
    public int OutputCount => Key.OutputCount;

    /// <summary>The number of players.</summary>
    public int PlayerCount => Key.PlayerCount;

    /// <summary>The most coalitions whose values are here for a row; none if only the attributions are.</summary>
    public int CoalitionCount => values.Max(row => row.Values.Length) / OutputCount;

    /// <summary>The digest of the largest plan that attributions were made with; null before there are any.</summary>
    public string? PlanDigest { get; }

    /// <summary>Whether the values of all groups of the plan are here for every row that can be explained, or its attributions.</summary>
    public bool IsComplete => Solved is not null || Enumerable.Range(0, RowCount).All(row => Fails(row) || groups[row] == new GroupRange(0, Key.GroupCount));

    /// <summary>The rows that cannot be explained, in order.</summary>
    public IReadOnlyList<RowFailure> Failures => failures;

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

    /// <summary>The groups of the plan whose values are here for a row.</summary>
    public GroupRange Groups(int row) => groups[row];

    /// <summary>The values of the coalitions of <see cref="Groups"/> for one row: coalitions x outputs, in the explained space.</summary>
    public ReadOnlySpan<double> Values(int row) => values[row].Values;

    /// <summary>How far the values of the first coalitions of <see cref="Groups"/> move with each group of background rows for one row: coalitions x outputs x groups.</summary>
    internal ReadOnlySpan<double> Deviations(int row) => values[row].Deviations;

    /// <summary>Whether a row cannot be explained.</summary>
    internal bool Fails(int row) => failures.Any(failure => failure.Row == row);

    /// <summary>
    /// The same block with its attributions in the place of the values that they are made of, which take more room the more coalitions there are. Nothing more can be made of it
    /// than its attributions.
    /// </summary>
    /// <exception cref="ArgumentException">Groups are missing.</exception>
    public BlockStatistics Condense()
    {
        BlockStatistics solved = SamplingRounds.Solved(this);
        return new(Key, solved.Solved!, solved.PlanDigest!);
    }

    /// <summary>The same block with attributions.</summary>
    internal BlockStatistics With(Attributions solved, string planDigest) => new(this, Key, groups, values, solved, planDigest);

    /// <summary>
    /// What is there already of the block if more precision is asked for: the values of whole groups. A last group that the first budget had cut short is left out, so that it is valued in the
    /// same batch as if the larger budget had been asked for at once.
    /// </summary>
    /// <param name="options">Resolved options with a larger budget, or a smaller error.</param>
    public BlockStatistics ToppedUp(SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        BlockKey key = Key with { Options = options };
        bool grows = !CoalitionPlan.IsAll(PlayerCount, options) && !CoalitionPlan.IsAll(PlayerCount, Key.Options) && options.Seed == Key.Options.Seed;
        int size = CoalitionPlan.GroupSize(PlayerCount) * OutputCount;
        int[] whole = [.. groups.Select((range, row) => grows && range.First == 0 ? values[row].Values.Length / size : 0)];
        CoalitionValues[] kept = [.. values.Select((row, index) => row.First(whole[index] * size, BackgroundGroups))];
        return new(this, key, [.. whole.Select(count => new GroupRange(0, count))], kept, null, null);
    }

    /// <summary>Lays the parts of a block side by side.</summary>
    /// <param name="parts">Parts of one block, of which each row has consecutive groups, in any order. At most one has attributions.</param>
    /// <exception cref="ArgumentException">The parts are of different blocks, plans or games, or a group is there twice or is left out between them.</exception>
    public static BlockStatistics Merge(IReadOnlyList<BlockStatistics> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("There is nothing to merge.", nameof(parts));
        if (parts.Count == 1)
            return parts[0];

        BlockStatistics first = parts[0];
        if (parts.FirstOrDefault(part => part.Key != first.Key || !part.SharesRows(first)) is { } other)
            throw new ArgumentException($"Parts of block {other.Block} and of block {first.Block} differ in their plan, rows or model.", nameof(parts));

        var groups = new GroupRange[first.RowCount];
        var values = new CoalitionValues[first.RowCount];
        for (int row = 0; row < groups.Length; row++)
        {
            BlockStatistics[] ordered = [.. parts.Where(part => part.groups[row].Count > 0).OrderBy(part => part.groups[row].First)];
            for (int i = 1; i < ordered.Length; i++)
            {
                if (ordered[i].groups[row].First != ordered[i - 1].groups[row].End)
                    throw new ArgumentException($"Group {ordered[i - 1].groups[row].End} of block {first.Block} is there twice or is left out.", nameof(parts));
            }

            int start = ordered.Length == 0 ? 0 : ordered[0].groups[row].First;
            groups[row] = new(start, ordered.Length == 0 ? 0 : ordered[^1].groups[row].End - start);
            values[row] = new([.. ordered.SelectMany(part => part.values[row].Values)], [.. ordered.SelectMany(part => part.values[row].Deviations)]);
        }

        // Of a row that fails in several parts, the failure that would have been met first had they been one.
        IEnumerable<RowFailure> failures = parts.SelectMany(part => part.failures.Select(failure => (Failure: failure, part.groups[failure.Row].First)))
            .GroupBy(part => part.Failure.Row).Select(row => row.MinBy(part => part.First).Failure);
        var whole = new BlockStatistics(first.Key, first.baseline, first.predictions, first.constantPlayers, failures, groups, values);
        return parts.SingleOrDefault(part => part.Solved is not null) is { } solved ? whole.With(solved.Solved!, solved.PlanDigest!) : whole;
    }

    /// <summary>Whether the statistics are of the same rows of the same game: the model answered with the same bits.</summary>
    public bool SharesRows(BlockStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return BaseValues.SequenceEqual(other.BaseValues)
            && BaseDeviations.SequenceEqual(other.BaseDeviations)
            && predictions.AsSpan().SequenceEqual(other.predictions)
            && constantPlayers.AsSpan().SequenceEqual(other.constantPlayers);
    }
}

/// <summary>The values of consecutive coalitions for a row.</summary>
/// <param name="Values">coalitions x outputs, in the explained space.</param>
/// <param name="Deviations">
/// How far each moves with each group of background rows (<see cref="BackgroundDeviations"/>), coalitions x outputs x groups, for those coalitions of which it is told
/// (<see cref="CoalitionSampling.DeviatingGroups"/>), which come first.
/// </param>
internal sealed record CoalitionValues(double[] Values, double[] Deviations)
{
    /// <summary>No coalition.</summary>
    public static CoalitionValues None { get; } = new([], []);

    /// <summary>The first numbers.</summary>
    public CoalitionValues First(int count, int backgroundGroups) => new(Values[..count], Deviations[..Math.Min(Deviations.Length, count * backgroundGroups)]);
}

/// <summary>What the parts of a block have in common, and from which its plan is made again.</summary>
internal sealed record BlockKey(long Block, int RowCount, int OutputCount, int PlayerCount, SamplingOptions Options, string MethodName)
{
    /// <summary>The groups of the whole budget.</summary>
    public int GroupCount => CoalitionPlan.GroupsFor(PlayerCount, Options);

    /// <summary>The key of a block.</summary>
    public static BlockKey Of(ExplanationGame game, int rows, long block, SamplingOptions resolved, string name) =>
        new(block, rows, game.Model.OutputCount, game.Players.Count, resolved, name);
}
