namespace XaiFunctions.Core.Drift;

/// <summary>
/// One side's values of a category, counted: those that are known one by one, all others together as unseen, so that neither memory nor documents grow with what
/// arrives.
/// </summary>
public sealed class CategoryCounts
{
    private readonly string[] categories;
    private readonly Dictionary<string, int> indexes;
    private readonly long[] counts;

    /// <param name="categories">The known values, each once: those of the reference.</param>
    public CategoryCounts(IEnumerable<string> categories)
    {
        ArgumentNullException.ThrowIfNull(categories);
        this.categories = [.. categories];
        indexes = new Dictionary<string, int>(this.categories.Length, StringComparer.Ordinal);
        for (int index = 0; index < this.categories.Length; index++)
        {
            if (!indexes.TryAdd(this.categories[index], index))
                throw new ArgumentException("A category is listed twice.", nameof(categories));
        }

        counts = new long[this.categories.Length];
    }

    /// <summary>The known values.</summary>
    public IReadOnlyList<string> Categories => categories;

    /// <summary>The counts of the known values, in their order.</summary>
    public ReadOnlySpan<long> Counts => counts;

    /// <summary>The values that are not known.</summary>
    public long Unseen { get; private set; }

    /// <summary>The values that are missing: null or empty.</summary>
    public long Missing { get; private set; }

    /// <summary>All values but the missing ones.</summary>
    public long Count { get; private set; }

    /// <summary>Counts of the values of a reference; what it holds is what is known, in ordinal order.</summary>
    public static CategoryCounts OfReference(IEnumerable<string?> values)
    {
        string?[] all = [.. values];
        var counts = new CategoryCounts(all.Where(value => !string.IsNullOrEmpty(value)).Select(value => value!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        counts.Add(all);
        return counts;
    }

    /// <summary>Counts values.</summary>
    public void Add(IEnumerable<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (string? value in values)
            Add(value);
    }

    /// <summary>Counts a value.</summary>
    public void Add(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Missing++;
            return;
        }

        Count++;
        if (indexes.TryGetValue(value, out int index))
            counts[index]++;
        else
            Unseen++;
    }

    /// <summary>Adds the counts of other rows with the same known values.</summary>
    /// <exception cref="ArgumentException">The known values differ.</exception>
    public void Merge(CategoryCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!categories.AsSpan().SequenceEqual(other.categories))
            throw new ArgumentException("Counts of different known values cannot be added.", nameof(other));

        for (int index = 0; index < counts.Length; index++)
            counts[index] += other.counts[index];
        Unseen += other.Unseen;
        Missing += other.Missing;
        Count += other.Count;
    }

    /// <summary>Writes the known values and the counts.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(categories.Length);
        for (int index = 0; index < categories.Length; index++)
        {
            writer.Write(categories[index]);
            writer.Write(counts[index]);
        }

        writer.Write(Unseen);
        writer.Write(Missing);
        writer.Write(Count);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static CategoryCounts Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int count = reader.ReadInt32();
        var names = new List<string>();
        var numbers = new List<long>();
        for (int index = 0; index < count; index++)
        {
            names.Add(reader.ReadString());
            numbers.Add(reader.ReadInt64());
        }

        var read = new CategoryCounts(names) { Unseen = reader.ReadInt64(), Missing = reader.ReadInt64(), Count = reader.ReadInt64() };
        numbers.CopyTo(read.counts);
        return read;
    }
}
