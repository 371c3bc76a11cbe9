namespace XaiFunctions.Documents.Plots;

/// <summary>A number to be drawn as a dot.</summary>
/// <param name="X">Where along the axis.</param>
/// <param name="Level">How high its value is among all: 0 to 1, or NaN if values have no order.</param>
internal readonly record struct SwarmDot(double X, double Level);

/// <summary>Dots along a line, heaped up where they are many, as wide as the heap is high.</summary>
internal static class Swarm
{
    private const double BinWidth = 3;
    private const double Spacing = 3.4;
    private const int Levels = 5;

    /// <summary>Draws the dots; low values are small and high ones large, so that colour is not needed to tell them.</summary>
    /// <param name="svg">Where to draw.</param>
    /// <param name="dots">The dots.</param>
    /// <param name="scale">The scale along the line.</param>
    /// <param name="middle">The height of the line.</param>
    /// <param name="halfHeight">How far dots may go from it; heaps are squeezed into that.</param>
    public static void Draw(Svg svg, IReadOnlyList<SwarmDot> dots, LinearScale scale, double middle, double halfHeight)
    {
        var groups = new List<(double, double)>[Levels + 1];
        for (int level = 0; level < groups.Length; level++)
            groups[level] = [];

        foreach (IGrouping<int, SwarmDot> heap in dots.GroupBy(dot => (int)(scale.At(dot.X) / BinWidth)).OrderBy(heap => heap.Key))
        {
            // From the middle outwards, below and above in turn, in the order of the sample: that order is random, so heaps show no pattern of it.
            SwarmDot[] members = [.. heap];
            double spacing = Math.Min(Spacing, 2 * halfHeight / members.Length);
            for (int index = 0; index < members.Length; index++)
            {
                int steps = (index + 1) / 2;
                double y = middle + ((index % 2 == 0 ? steps : -steps) * spacing);
                groups[Group(members[index].Level)].Add((scale.At(members[index].X), y));
            }
        }

        for (int level = 0; level < Levels; level++)
            svg.Dots(groups[level], $"d{level}");
        svg.Dots(groups[Levels], "dn");
    }

    /// <summary>What the dots' looks mean, in one line from the left edge.</summary>
    /// <param name="svg">Where to draw.</param>
    /// <param name="y">The line of the text.</param>
    /// <param name="right">The right edge.</param>
    /// <param name="unordered">Whether there are dots of values without an order.</param>
    public static void Legend(Svg svg, double y, double right, bool unordered)
    {
        svg.Text(0, y, "value:", "small");
        double at = 42;
        svg.Text(at, y, "low", "small");
        at += 30;
        for (int level = 0; level < Levels; level++)
            svg.Dots([(at + (level * 9), y - 4)], $"d{level}");
        svg.Text(at + (Levels * 9) + 2, y, "high", "small");
        if (!unordered)
            return;
        svg.Dots([(right - 66, y - 4)], "dn");
        svg.Text(right, y, "no order", "small", Anchor.End);
    }

    private static int Group(double level) => double.IsNaN(level) ? Levels : Math.Min(Levels - 1, (int)(level * Levels));
}
