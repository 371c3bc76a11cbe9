namespace XaiFunctions.Documents.Plots;

/// <summary>Draws axes with grid lines and labels.</summary>
internal static class Axis
{
    private const int WantedTicks = 5;
    private const double TickSize = 11;
    private const double Overhang = 8;
    private const double TickGap = 16;
    private const double LabelGap = 32;

    /// <summary>The room that an axis below a plot takes.</summary>
    public const double BelowHeight = 40;

    /// <summary>An axis below a plot, with grid lines up to the top.</summary>
    public static void Below(Svg svg, LinearScale x, double top, double bottom, string label)
    {
        Ticks ticks = Fitting(x);
        for (int index = 0; index < ticks.Values.Count; index++)
        {
            double at = x.At(ticks.Values[index]);
            svg.Line(at, top, at, bottom, "grid");
            double half = TextFit.Width(ticks.Labels[index], TickSize) / 2;
            svg.Text(Math.Clamp(at, half, Math.Max(half, x.End + Overhang - half)), bottom + TickGap, ticks.Labels[index], "small", Anchor.Middle);
        }

        if (x.Low < 0 && x.High > 0)
            svg.Line(x.At(0), top, x.At(0), bottom, "axis");
        svg.Line(x.Start, bottom, x.End, bottom, "axis");
        double room = x.End - x.Start - TextFit.Width(ticks.PowerText, TickSize);
        svg.Text((x.Start + x.End) / 2, bottom + LabelGap, TextFit.Cut(label, room, TickSize) + ticks.PowerText, "small", Anchor.Middle);
    }

    /// <summary>An axis left of a plot, with grid lines to the right; its label stands above it.</summary>
    public static void Left(Svg svg, LinearScale y, double left, double right, string label, bool whole = false, int ticks = 4)
    {
        Ticks marks = Ticks.For(y, ticks, whole);
        for (int index = 0; index < marks.Values.Count; index++)
        {
            double at = y.At(marks.Values[index]);
            svg.Line(left, at, right, at, "grid");
            svg.Text(left - 5, at + 4, marks.Labels[index], "small", Anchor.End);
        }

        if (y.Low < 0 && y.High > 0)
            svg.Line(left, y.At(0), right, y.At(0), "axis");
        svg.Text(0, y.End - 9, label + marks.PowerText, "small");
    }

    // Fewer ticks if their labels would touch.
    private static Ticks Fitting(LinearScale x)
    {
        for (int wanted = WantedTicks; wanted > 2; wanted--)
        {
            Ticks ticks = Ticks.For(x, wanted);
            double room = ticks.Values.Count < 2 ? double.PositiveInfinity : x.At(ticks.Values[1]) - x.At(ticks.Values[0]);
            if (ticks.Labels.All(label => TextFit.Width(label, TickSize) + 8 <= room))
                return ticks;
        }

        return Ticks.For(x, 2);
    }
}
