using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Fairness;

/// <summary>
/// Outcomes by group of a sensitive column, or of several together: flat in memory, and merged with those of other rows. Groups beyond the most that are kept go to
/// <see cref="Others"/>.
/// </summary>
/// <param name="options">How outcomes are counted; default: those of <see cref="PerformanceOptions"/> with 1,024 cells of scores a group.</param>
/// <param name="mostGroups">The most groups that are told apart.</param>
public sealed class GroupedOutcomes(PerformanceOptions? options = null, int mostGroups = GroupedOutcomes.DefaultMostGroups)
{
    /// <summary>The most groups by default.</summary>
    public const int DefaultMostGroups = 100;

    /// <summary>The group of all rows whose own group came when there were already too many.</summary>
    public const string Others = "(others)";

    private readonly PerformanceOptions options = options ?? new PerformanceOptions { ScoreCapacity = 1024 };
    private readonly SortedDictionary<string, BinaryOutcomes> groups = new(StringComparer.Ordinal);

    /// <summary>The groups in ordinal order with their outcomes.</summary>
    public IReadOnlyDictionary<string, BinaryOutcomes> Groups => groups;

    /// <summary>The rows whose group is missing; they are in no group.</summary>
    public long WithoutGroup { get; private set; }

    /// <summary>The name of a group of several columns: "sex = female, region = north".</summary>
    public static string Intersection(IEnumerable<(string Column, string Value)> parts) => string.Join(", ", parts.Select(part => $"{part.Column} = {part.Value}"));

    /// <summary>Counts a row.</summary>
    /// <param name="group">Its group; null or empty if that is missing.</param>
    /// <param name="score">The score, in general the probability of yes; 1 or 0 for a mere decision.</param>
    /// <param name="label">The label; null if it has not arrived.</param>
    public void Add(string? group, double score, bool? label)
    {
        if (string.IsNullOrEmpty(group))
            WithoutGroup++;
        else
            Of(group).Add(score, label);
    }

    /// <summary>Adds the outcomes of other rows.</summary>
    public void Merge(GroupedOutcomes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((string group, BinaryOutcomes outcomes) in other.groups)
            Of(group).Merge(outcomes);
        WithoutGroup += other.WithoutGroup;
    }

    /// <summary>All groups together.</summary>
    public BinaryOutcomes Overall() => Together(_ => true);

    /// <summary>The outcomes of some groups together.</summary>
    public BinaryOutcomes Together(Func<string, bool> isIn)
    {
        ArgumentNullException.ThrowIfNull(isIn);
        var all = new BinaryOutcomes(options);
        foreach ((string group, BinaryOutcomes outcomes) in groups)
        {
            if (isIn(group))
                all.Merge(outcomes);
        }

        return all;
    }

    /// <summary>The same rows with some groups put together as one, of which more may be told than of each; the others are shared with this.</summary>
    /// <param name="isSmall">Whether a group is one of them.</param>
    /// <param name="name">The name of them together.</param>
    public GroupedOutcomes PutTogether(Func<string, bool> isSmall, string name)
    {
        ArgumentNullException.ThrowIfNull(isSmall);
        var result = new GroupedOutcomes(options, int.MaxValue) { WithoutGroup = WithoutGroup };
        foreach ((string group, BinaryOutcomes outcomes) in groups.Where(pair => !isSmall(pair.Key)))
            result.groups.Add(group, outcomes);
        if (groups.Keys.Any(isSmall))
            result.groups.Add(name, Together(isSmall));
        return result;
    }

    /// <summary>Writes the groups.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(WithoutGroup);
        writer.Write(groups.Count);
        foreach ((string group, BinaryOutcomes outcomes) in groups)
        {
            writer.Write(group);
            outcomes.Write(writer);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static GroupedOutcomes Read(BinaryReader reader, PerformanceOptions? options = null, int mostGroups = DefaultMostGroups)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var read = new GroupedOutcomes(options, mostGroups) { WithoutGroup = reader.ReadInt64() };
        for (int left = reader.ReadInt32(); left > 0; left--)
            read.groups.Add(reader.ReadString(), BinaryOutcomes.Read(reader, read.options));
        return read;
    }

    private BinaryOutcomes Of(string group)
    {
        string key = groups.ContainsKey(group) || groups.Count < mostGroups ? group : Others;
        if (!groups.TryGetValue(key, out BinaryOutcomes? outcomes))
            groups.Add(key, outcomes = new BinaryOutcomes(options));
        return outcomes;
    }
}
