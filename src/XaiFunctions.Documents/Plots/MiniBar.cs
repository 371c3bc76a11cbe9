using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Plots;

/// <summary>A small bar for a table cell: to the right of the middle if it raises, to the left if it lowers. Its number stands beside it.</summary>
internal static class MiniBar
{
    private const double Half = 24;
    private const double Height = 10;

    /// <param name="effect">The effect.</param>
    /// <param name="largest">The largest |effect| of the table.</param>
    public static string Draw(double effect, double largest)
    {
        double length = largest > 0 && double.IsFinite(effect) ? Half * Math.Clamp(Math.Abs(effect) / largest, 0, 1) : 0;
        string x = Markup.Number(effect < 0 ? Half - length : Half);
        string shape = effect < 0 ? "down" : "up";
        return $"<svg class=\"plot mini\" viewBox=\"0 0 {Markup.Number(2 * Half)} {Markup.Number(Height)}\" aria-hidden=\"true\">"
            + $"<rect class=\"{shape}\" x=\"{x}\" y=\"1\" width=\"{Markup.Number(length)}\" height=\"{Markup.Number(Height - 2)}\"/>"
            + $"<line class=\"axis\" x1=\"{Markup.Number(Half)}\" y1=\"0\" x2=\"{Markup.Number(Half)}\" y2=\"{Markup.Number(Height)}\"/></svg>";
    }
}
