namespace XaiFunctions.Core.Structure;

/// <summary>The margins of many coalitions of a row against eight background rows at a time: margin x coalition x lane, where a lane is a background row.</summary>
internal abstract class MarginCube
{
    /// <summary>The background rows that are worked on at once.</summary>
    public const int Lanes = 8;

    /// <summary>Works the margins out. Lanes beyond <paramref name="count"/> get finite numbers that nobody uses.</summary>
    /// <param name="row">The row's cells.</param>
    /// <param name="first">The first background row.</param>
    /// <param name="count">The number of background rows, at most <see cref="Lanes"/>.</param>
    /// <param name="firstCoalition">The first coalition wanted; a multiple of 64.</param>
    /// <param name="cube">margins x coalitions wanted x lanes; overwritten.</param>
    public abstract void Fill(ReadOnlySpan<double> row, int first, int count, int firstCoalition, Span<double> cube);
}
