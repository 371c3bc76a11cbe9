using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Performance;

/// <summary>The mean of a loss over rows with its variance, merged as Chan, Golub and LeVeque (1979) do.</summary>
internal struct MeanOfLosses
{
    private double squares;

    public long Count { get; private set; }

    public double Mean { get; private set; }

    /// <summary>The sum over rows.</summary>
    public readonly double Sum => Mean * Count;

    /// <summary>The sum of squared deviations from the mean.</summary>
    public readonly double SquaredDeviations => squares;

    public void Add(double loss)
    {
        Count++;
        double step = loss - Mean;
        Mean += step / Count;
        squares += step * (loss - Mean);
    }

    public void Add(in MeanOfLosses other)
    {
        if (other.Count == 0)
            return;

        double step = other.Mean - Mean, all = Count + other.Count;
        squares += other.squares + (step * step * Count / all * other.Count);
        Mean += step * other.Count / all;
        Count += other.Count;
    }

    /// <summary>The mean with the interval of the central limit theorem.</summary>
    public readonly Estimate ToEstimate(int minimumCount)
    {
        if (Count == 0)
            return Estimate.None(Absence.NoRows);
        if (Count < minimumCount)
            return Estimate.None(Absence.TooFew);
        return Estimate.Of(Mean, Count, Count > 1 ? Interval.Around(Mean, Math.Sqrt(squares / (Count - 1) / Count)) : null);
    }

    public readonly void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(Mean);
        writer.Write(squares);
    }

    public static MeanOfLosses Read(BinaryReader reader) => new() { Count = reader.ReadInt64(), Mean = reader.ReadDouble(), squares = reader.ReadDouble() };
}
