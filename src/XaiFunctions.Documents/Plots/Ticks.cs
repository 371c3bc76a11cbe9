using System.Globalization;

namespace XaiFunctions.Documents.Plots;

/// <summary>The round numbers along a scale and their labels.</summary>
/// <param name="Values">The numbers.</param>
/// <param name="Labels">Their labels, as short as tells them apart.</param>
/// <param name="Power">The power of ten by which all labels are to be multiplied: 0 for ordinary numbers.</param>
internal sealed record Ticks(IReadOnlyList<double> Values, IReadOnlyList<string> Labels, int Power)
{
    private const string SuperscriptDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /// <summary>What to append to the axis's label: " (× 10⁶)", or nothing.</summary>
    public string PowerText => Power == 0
        ? ""
        : $" (× 10{(Power < 0 ? "⁻" : "")}{string.Concat(Math.Abs(Power).ToString(CultureInfo.InvariantCulture).Select(digit => SuperscriptDigits[digit - '0']))})";

    /// <summary>About so many round numbers within a scale.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="wanted">How many.</param>
    /// <param name="whole">Whether only whole numbers make sense.</param>
    public static Ticks For(LinearScale scale, int wanted, bool whole = false)
    {
        double step = NiceStep((scale.High / wanted) - (scale.Low / wanted));
        step = whole ? Math.Max(1, step) : step;
        double largest = Math.Max(Math.Abs(scale.Low), Math.Abs(scale.High));
        int magnitude = (int)Math.Floor(Math.Log10(largest));
        int power = magnitude is >= 5 or <= -3 ? 3 * (int)Math.Floor(magnitude / 3.0) : 0;
        int decimals = Math.Clamp(power - (int)Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        var values = new List<double>();
        var labels = new List<string>();
        for (double index = Math.Ceiling((scale.Low / step) - 1e-9); values.Count < 2 * wanted; index++)
        {
            double value = index * step;
            if (!double.IsFinite(value) || value > scale.High + (1e-9 * step))
                break;
            values.Add(value);
            double shown = value == 0 ? 0 : value / Math.Pow(10, power);
            string label = shown.ToString(power == 0 ? $"#,##0.{new string('#', decimals)}" : $"0.{new string('#', decimals)}", CultureInfo.InvariantCulture);
            labels.Add(label.Replace('-', '\u2212'));
        }

        return new Ticks(values, labels, power);
    }

    private static double NiceStep(double rough)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double share = rough / unit;
        return unit * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
    }
}
