using XaiFunctions.Core.Fairness;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>The outcomes of rows by the groups of each sensitive column and intersection: exact counts over all rows, flat in memory, merged by adding.</summary>
public sealed class FairnessCounts
{
    // Names of intersections are kept, because every row needs some.
    private const int MostNames = 10_000;

    private readonly Dictionary<(int Attribute, string First, string Second), string> names = [];
    private readonly FairnessShape shape;
    private readonly GroupedOutcomes[] outcomes;

    internal FairnessCounts(FairnessShape shape)
        : this(shape, [.. shape.Attributes.Select(_ => new GroupedOutcomes(shape.Outcomes))])
    {
    }

    private FairnessCounts(FairnessShape shape, GroupedOutcomes[] outcomes)
    {
        this.shape = shape;
        this.outcomes = outcomes;
    }

    internal GroupedOutcomes this[RowGrouping attribute] => outcomes[shape.Attributes.ToList().FindIndex(own => own.Name == attribute.Name)];

    /// <summary>Counts a row.</summary>
    /// <param name="cells">Its values.</param>
    /// <param name="probability">The probability of yes of the audited output.</param>
    /// <param name="label">Whether it was yes; null if that is not known.</param>
    internal void Add(IReadOnlyList<CellValue> cells, double probability, bool? label)
    {
        double score = shape.Score(probability);
        bool? favourable = label is { } known ? known == shape.Policy.Favourable : null;
        var groups = new string?[outcomes.Length];
        for (int attribute = 0; attribute < outcomes.Length; attribute++)
        {
            (int first, int second) = shape.PartsOf(attribute);
            groups[attribute] = first < 0 ? shape.Attributes[attribute].GroupOf(cells)
                : groups[first] is { } one && groups[second] is { } other ? Intersection(attribute, one, other)
                : null;
            outcomes[attribute].Add(groups[attribute], score, favourable);
        }
    }

    private string Intersection(int attribute, string first, string second)
    {
        if (names.TryGetValue((attribute, first, second), out string? name))
            return name;
        name = shape.Attributes[attribute].Intersection(first, second);
        if (names.Count < MostNames)
            names.Add((attribute, first, second), name);
        return name;
    }

    internal void Merge(FairnessCounts other)
    {
        for (int attribute = 0; attribute < outcomes.Length; attribute++)
            outcomes[attribute].Merge(other.outcomes[attribute]);
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(outcomes.Length);
        for (int attribute = 0; attribute < outcomes.Length; attribute++)
        {
            writer.Write(shape.Attributes[attribute].Name);
            outcomes[attribute].Write(writer);
        }
    }

    /// <summary>Columns that the shape does not have (of a reference sweep under an earlier policy) are passed over; those that were not counted are empty.</summary>
    internal static FairnessCounts Read(BinaryReader reader, FairnessShape shape)
    {
        var read = new Dictionary<string, GroupedOutcomes>(StringComparer.Ordinal);
        for (int left = reader.ReadInt32(); left > 0; left--)
            read.Add(reader.ReadString(), GroupedOutcomes.Read(reader, shape.Outcomes));
        return new(shape, [.. shape.Attributes.Select(attribute => read.TryGetValue(attribute.Name, out GroupedOutcomes? counted) ? counted : new GroupedOutcomes(shape.Outcomes))]);
    }
}
