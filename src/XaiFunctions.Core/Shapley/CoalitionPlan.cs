using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace XaiFunctions.Core.Shapley;

/// <summary>
/// Which coalitions are valued for the rows of a block: all of them, or a sample in pairs of S and its complement, without replacement,
/// spread over the sizes by leverage and kernel weight (<see cref="SampleAllocation"/>).
/// </summary>
/// <remarks>
/// <para>A function of its arguments alone: a worker that values a share of the groups makes the same plan as any other.</para>
/// <para>
/// A sample is the beginning of every larger one of the same seed and block, with other weights, and the groups into which it is cut are those of the larger one as far as they go: so a sample
/// can grow, and whatever is valued group by group is valued in the same batches, whether it was asked for at once or by and by.
/// </para>
/// <para>
/// Distinctness: the subsets of a size are numbered and taken in the order of a pseudo-random permutation of their numbers; where there
/// are more than 2^62 of them they are drawn at random instead, and one that was drawn before is drawn again.
/// For k = n/2 the last player is always in S, since the complement brings the other half.
/// </para>
/// <para>
/// The weight of a coalition is its Shapley kernel weight over its probability of being in the sample. For size k that is
/// [1 / (C(n,k) k (n-k))] / [m_k / C(n,k)] = 1 / (k (n-k) m_k): the binomials, which would overflow beyond n = 60, cancel.
/// </para>
/// </remarks>
public sealed class CoalitionPlan
{
    /// <summary>Rows are explained in blocks of so many consecutive rows; each block has a plan of its own.</summary>
    public const int RowsPerBlock = 16;

    /// <summary>A sample is cut into groups of so many coalitions a player; the last one has what is left.</summary>
    public const int GroupEvaluationsPerPlayer = 4;

    private const int ExactGroupSize = 1024;

    private readonly ulong[] words;
    private readonly double[] weights;
    private readonly double[] sampledShares;
    private readonly int[] groupStarts;
    private string? digest;

    private CoalitionPlan(int players, bool isExact, int[] groupStarts)
    {
        PlayerCount = players;
        IsExact = isExact;
        this.groupStarts = groupStarts;
        WordCount = (players + 63) / 64;
        words = new ulong[groupStarts[^1] * WordCount];
        weights = new double[isExact ? 0 : groupStarts[^1] / 2];
        sampledShares = new double[weights.Length];
    }

    /// <summary>The number of players, n.</summary>
    public int PlayerCount { get; }

    /// <summary>Whether no error comes from the plan: every coalition is in it, or none is needed.</summary>
    public bool IsExact { get; }

    /// <summary>The number of coalitions, the empty and the full one not counted: the evaluations of a row.</summary>
    public int CoalitionCount => groupStarts[^1];

    /// <summary>The number of groups into which the coalitions are cut.</summary>
    public int GroupCount => groupStarts.Length - 1;

    /// <summary>The number of 64-bit words of a coalition.</summary>
    public int WordCount { get; }

    /// <summary>
    /// Bit i % 64 of word i / 64 of a coalition: whether player i is known. Row-major: coalitions x words. In a sample coalition 2p + 1 is the
    /// complement of coalition 2p; in an exact plan coalition i is the number i + 1 in binary.
    /// </summary>
    public ReadOnlySpan<ulong> Words => words;

    /// <summary>In a sample, the weight of both coalitions of each pair in the regression; empty in an exact plan.</summary>
    public ReadOnlySpan<double> PairWeights => weights;

    /// <summary>In a sample, for each pair, the share of all pairs of its size that are in the sample: 1 means that its size has no sampling error.</summary>
    public ReadOnlySpan<double> SampledShares => sampledShares;

    /// <summary>A SHA-256 of the coalitions in hexadecimal, by which a document names the sample that it was made of.</summary>
    public string Digest => digest ??= ComputeDigest();

    /// <summary>Makes the plan of a block.</summary>
    /// <param name="players">The number of players.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="block">The block: the number of its first row / <see cref="RowsPerBlock"/>. Of no effect on an exact plan.</param>
    /// <exception cref="ArgumentException">The options do not fit the number of players.</exception>
    public static CoalitionPlan Create(int players, SamplingOptions options, long block)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        int count = options.EvaluationsFor(players);
        return IsAll(players, options) ? Enumerate(players, count) : Sample(players, count, options.Seed, block);
    }

    /// <summary>Makes a plan as far as the end of a group of it: a sample's first coalitions, with the weights of a sample of that size; an exact plan whole.</summary>
    /// <param name="players">The number of players.</param>
    /// <param name="options">Method, budget and seed.</param>
    /// <param name="block">The block.</param>
    /// <param name="groups">The number of groups.</param>
    internal static CoalitionPlan CreateTo(int players, SamplingOptions options, long block, int groups)
    {
        int count = options.EvaluationsFor(players);
        return IsAll(players, options) ? Enumerate(players, count) : Sample(players, Math.Min(count, groups * GroupSize(players)), options.Seed, block);
    }

    /// <summary>The number of groups of a plan without making it.</summary>
    public static int GroupsFor(int players, SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        int count = options.EvaluationsFor(players), size = GroupSize(players);
        return IsAll(players, options) ? ExactGroups(count) : (count + size - 1) / size;
    }

    /// <summary>The coalitions in a group of a sample.</summary>
    internal static int GroupSize(int players) => GroupEvaluationsPerPlayer * players;

    /// <summary>Whether the budget covers all coalitions that are needed: all there are, or none for a closed form.</summary>
    internal static bool CoversAll(int players, SamplingOptions options) =>
        players == 1
        || options.Method == ShapleyMethod.ClosedForm
        || (players <= SamplingOptions.MaxEnumeratedPlayers && options.EvaluationsFor(players) == (1 << players) - 2);

    /// <summary>Whether a plan has all coalitions that are needed. In rounds they are taken as a sample that grows.</summary>
    internal static bool IsAll(int players, SamplingOptions options) => CoversAll(players, options) && (players == 1 || !options.InRounds);

    /// <summary>The first coalition of a group; for <see cref="GroupCount"/> the number of coalitions.</summary>
    public int GroupStart(int group) => groupStarts[group];

    // Contiguous ranges, so that coalitions which differ in few players, and often make the same masked rows, stay together.
    private static int ExactGroups(int count) => Math.Clamp(count / ExactGroupSize, 1, 64);

    private static CoalitionPlan Enumerate(int players, int count)
    {
        int groups = ExactGroups(count);
        var starts = new int[groups + 1];
        for (int group = 1; group <= groups; group++)
            starts[group] = (int)((long)count * group / groups);

        var plan = new CoalitionPlan(players, isExact: true, starts);
        for (int coalition = 0; coalition < count; coalition++)
            plan.words[coalition] = (ulong)coalition + 1;
        return plan;
    }

    private static CoalitionPlan Sample(int players, int count, ulong seed, long block)
    {
        var strata = new PairStrata(players, seed, block);
        int[] order = SampleAllocation.Order(players, count / 2, strata.Capacities);
        int[] taken = new int[strata.Capacities.Length];
        foreach (int size in order)
            taken[size - 1]++;

        var plan = new CoalitionPlan(players, isExact: false, GroupEnds(players, 2 * order.Length));
        ulong[][] drawn = [.. taken.Select((pairs, index) => strata.Draw(index + 1, pairs))];
        int[] place = new int[taken.Length];
        for (int pair = 0; pair < order.Length; pair++)
        {
            int size = order[pair], pairs = taken[size - 1];
            ReadOnlySpan<ulong> subset = drawn[size - 1].AsSpan(place[size - 1]++ * plan.WordCount, plan.WordCount);
            plan.SetPair(2 * pair, subset, strata.Weight(size, pairs), pairs / strata.Capacities[size - 1]);
        }

        return plan;
    }

    private static int[] GroupEnds(int players, int count)
    {
        int size = GroupSize(players);
        return [.. Enumerable.Range(0, ((count + size - 1) / size) + 1).Select(group => Math.Min(count, group * size))];
    }

    private void SetPair(int coalition, ReadOnlySpan<ulong> subset, double weight, double share)
    {
        subset.CopyTo(words.AsSpan(coalition * WordCount));
        for (int word = 0; word < WordCount; word++)
        {
            int bits = Math.Min(64, PlayerCount - (word * 64));
            words[((coalition + 1) * WordCount) + word] = ~subset[word] & (ulong.MaxValue >> (64 - bits));
        }

        weights[coalition / 2] = weight;
        sampledShares[coalition / 2] = share;
    }

    private string ComputeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(header, PlayerCount);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], CoalitionCount);
        hash.AppendData(header);
        hash.AppendData(MemoryMarshal.AsBytes(words.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
