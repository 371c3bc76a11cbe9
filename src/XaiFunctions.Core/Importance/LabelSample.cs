using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Importance;

/// <summary>A random sample of the rows that have a label, in random order, so that its first rows are a random sample as well.</summary>
/// <param name="Labelled">How many rows have a label.</param>
/// <param name="Rows">The rows of the sample, counted from 0 over the rows of the job.</param>
/// <param name="Labels">Their labels, as a <see cref="Loss"/> takes them.</param>
public sealed record LabelSample(long Labelled, IReadOnlyList<long> Rows, IReadOnlyList<double> Labels)
{
    /// <summary>The first rows of the sample, at most so many, in rising order with their labels.</summary>
    public (long Row, double Label)[] First(int most) => [.. Rows.Zip(Labels).Take(most).OrderBy(row => row.First)];
}

/// <summary>Gathers a <see cref="LabelSample"/> while rows come by: those whose numbers mix to the smallest keys, so the same rows give the same sample in whatever order they come.</summary>
/// <param name="most">The most rows of the sample.</param>
public sealed class LabelSampler(int most)
{
    private const ulong Purpose = 0x4C6162656C;

    private readonly PriorityQueue<(long Row, double Label), ulong> kept = new(Comparer<ulong>.Create((one, other) => other.CompareTo(one)));
    private long labelled;

    /// <summary>Notes a row that has a label.</summary>
    /// <param name="row">The row, counted from 0 over the rows of the job; no row twice.</param>
    /// <param name="label">Its label.</param>
    public void Add(long row, double label)
    {
        labelled++;
        ulong key = Key(row);
        if (kept.Count < most)
            kept.Enqueue((row, label), key);
        else
            kept.EnqueueDequeue((row, label), key);
    }

    /// <summary>The sample so far.</summary>
    public LabelSample ToSample()
    {
        (long Row, double Label)[] rows = [.. kept.UnorderedItems.Select(item => item.Element).OrderBy(row => Key(row.Row))];
        return new(labelled, [.. rows.Select(row => row.Row)], [.. rows.Select(row => row.Label)]);
    }

    private static ulong Key(long row) => CounterRandom.Next(Purpose, (ulong)row);
}
