using System.Runtime.InteropServices;

namespace XaiFunctions.Core.Performance;

/// <summary>The rows of one score, or of one step of a grid of scores.</summary>
/// <param name="Edge">The least score of the cell: a row is at or above it.</param>
/// <param name="Mean">The mean of its scores.</param>
/// <param name="Positives">The rows whose label is yes.</param>
/// <param name="Negatives">The rows whose label is no.</param>
/// <param name="Unlabelled">The rows whose label is not known.</param>
public readonly record struct ScoreCell(double Edge, double Mean, long Positives, long Negatives, long Unlabelled)
{
    /// <summary>All rows.</summary>
    public long Count => Positives + Negatives + Unlabelled;
}

/// <summary>
/// Scores with their labels, counted per score: everything that depends on the order of scores can be had from it. Up to its capacity each different score has a cell, and all is
/// exact; beyond it scores are counted in steps of 2^k with the smallest k that fits, so that memory stays flat and the table is the same whatever the order and grouping of the rows.
/// </summary>
/// <param name="capacity">The most cells, at least 16.</param>
public sealed class ScoreTable(int capacity = ScoreTable.DefaultCapacity)
{
    /// <summary>The most cells by default: about 1 MB.</summary>
    public const int DefaultCapacity = 8192;

    // Steps are at least so small for scores between -256 and 256, and never so small that a place overflows.
    private const int FinestExponent = -52;
    private const int PlaceBits = 60;
    private const int Exact = int.MinValue;
    private readonly int capacity = capacity >= 16 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A table has at least 16 cells.");
    private Dictionary<long, Cell> cells = [];
    private int exponent = Exact;

    /// <summary>Whether every different score has its own cell.</summary>
    public bool IsExact => exponent == Exact;

    /// <summary>The rows whose label is yes.</summary>
    public long Positives { get; private set; }

    /// <summary>The rows whose label is no.</summary>
    public long Negatives { get; private set; }

    /// <summary>The rows whose label is not known.</summary>
    public long Unlabelled { get; private set; }

    /// <summary>All rows.</summary>
    public long Count => Positives + Negatives + Unlabelled;

    /// <summary>Counts a row.</summary>
    /// <param name="score">A finite number.</param>
    /// <param name="label">The label; null if it is not known.</param>
    /// <exception cref="ArgumentException">The score is not finite.</exception>
    public void Add(double score, bool? label)
    {
        if (!double.IsFinite(score))
            throw new ArgumentException("A score must be a finite number.", nameof(score));

        // -0 and 0 are one score.
        score += 0.0;
        var cell = new Cell { Sum = score, Positives = label == true ? 1 : 0, Negatives = label == false ? 1 : 0, Unlabelled = label is null ? 1 : 0 };
        if (!IsExact && FinestFor(score) > exponent)
            Coarsen(FinestFor(score));
        Include(IsExact ? BitConverter.DoubleToInt64Bits(score) : Place(score, exponent), cell);
        Positives += cell.Positives;
        Negatives += cell.Negatives;
        Unlabelled += cell.Unlabelled;
        while (cells.Count > capacity)
            Coarsen(exponent + 1);
    }

    /// <summary>Adds the rows of another table.</summary>
    public void Merge(ScoreTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.exponent > exponent)
            Coarsen(other.exponent);
        foreach ((long key, Cell cell) in other.cells)
        {
            if (IsExact)
                Include(key, cell);
            else if (other.IsExact)
                IncludeScore(BitConverter.Int64BitsToDouble(key), cell);
            else
                Include(key >> Math.Min(63, exponent - other.exponent), cell);
            while (cells.Count > capacity)
                Coarsen(exponent + 1);
        }

        Positives += other.Positives;
        Negatives += other.Negatives;
        Unlabelled += other.Unlabelled;
    }

    /// <summary>The cells by ascending score.</summary>
    public ScoreCell[] ToCells()
    {
        var sorted = new ScoreCell[cells.Count];
        int next = 0;
        foreach ((long key, Cell cell) in cells)
        {
            double edge = IsExact ? BitConverter.Int64BitsToDouble(key) : Math.ScaleB(key, exponent);
            long count = cell.Positives + cell.Negatives + cell.Unlabelled;
            sorted[next++] = new ScoreCell(edge, IsExact ? edge : cell.Sum / count, cell.Positives, cell.Negatives, cell.Unlabelled);
        }

        Array.Sort(sorted, (left, right) => left.Edge.CompareTo(right.Edge));
        return sorted;
    }

    /// <summary>Writes the table.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(capacity);
        writer.Write(exponent);
        writer.Write(cells.Count);
        foreach ((long key, Cell cell) in cells.OrderBy(pair => pair.Key))
        {
            writer.Write(key);
            writer.Write(cell.Sum);
            writer.Write(cell.Positives);
            writer.Write(cell.Negatives);
            writer.Write(cell.Unlabelled);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ScoreTable Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var table = new ScoreTable(reader.ReadInt32()) { exponent = reader.ReadInt32() };
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            long key = reader.ReadInt64();
            var cell = new Cell { Sum = reader.ReadDouble(), Positives = reader.ReadInt64(), Negatives = reader.ReadInt64(), Unlabelled = reader.ReadInt64() };
            table.Include(key, cell);
            table.Positives += cell.Positives;
            table.Negatives += cell.Negatives;
            table.Unlabelled += cell.Unlabelled;
        }

        return table;
    }

    private static int FinestFor(double score) => score == 0 ? FinestExponent : Math.Max(FinestExponent, Math.ILogB(score) - PlaceBits);

    private static long Place(double score, int exponent)
    {
        // A negative score far below the step may vanish in scaling; it belongs below 0 all the same.
        double scaled = Math.ScaleB(score, -exponent);
        return scaled == 0 && score < 0 ? -1 : (long)Math.Floor(scaled);
    }

    private void IncludeScore(double score, Cell cell)
    {
        if (FinestFor(score) > exponent)
            Coarsen(FinestFor(score));
        Include(Place(score, exponent), cell);
    }

    private void Include(long key, Cell cell)
    {
        ref Cell own = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, key, out _);
        own.Sum += cell.Sum;
        own.Positives += cell.Positives;
        own.Negatives += cell.Negatives;
        own.Unlabelled += cell.Unlabelled;
    }

    private void Coarsen(int wanted)
    {
        Dictionary<long, Cell> finer = cells;
        bool wasExact = IsExact;
        int from = exponent;
        exponent = wanted;
        if (wasExact)
        {
            exponent = Math.Max(wanted, FinestExponent);
            foreach (long key in finer.Keys)
                exponent = Math.Max(exponent, FinestFor(BitConverter.Int64BitsToDouble(key)));
        }

        cells = new Dictionary<long, Cell>(finer.Count);
        foreach ((long key, Cell cell) in finer)
            Include(wasExact ? Place(BitConverter.Int64BitsToDouble(key), exponent) : key >> Math.Min(63, exponent - from), cell);
    }

    private record struct Cell
    {
        public double Sum;
        public long Positives;
        public long Negatives;
        public long Unlabelled;
    }
}
