using System.Globalization;

namespace XaiFunctions.Documents.Words;

/// <summary>Numbers as people read them: few digits, a real minus sign, thousands separated, "not known" for what is not finite.</summary>
public static class PeopleNumbers
{
    /// <summary>What stands for a number that is not finite or not there.</summary>
    public const string NotKnown = "n/a";
    private const char Minus = '\u2212';
    private const string SuperscriptDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private const double LargestPlain = 1e9;
    private const double SmallestPlain = 1e-4;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
    private static readonly string[] Plain = [.. Enumerable.Range(0, 12).Select(decimals => "#,##0." + new string('#', decimals))];

    /// <summary>Three significant digits: for predictions, attributions and other computed numbers.</summary>
    public static string Short(double? value) => value is { } known ? Format(known, 3) : NotKnown;

    /// <summary>As <see cref="Short"/>, with a sign before positive numbers too: for what is added.</summary>
    public static string Signed(double value) => value > 0 ? "+" + Short(value) : Short(value);

    /// <summary>Half the width of an interval: "± 0.046". Two digits, because more would not be known.</summary>
    public static string HalfWidth(double value) => "± " + Format(value, 2);

    /// <summary>Six significant digits, and all digits of whole numbers below 10^15: for input values.</summary>
    public static string Value(double value) =>
        double.IsInteger(value) && Math.Abs(value) < 1e15 ? WithMinus(value.ToString("#,##0", Culture)) : Format(value, 6);

    /// <summary>A count.</summary>
    public static string Count(long count) => count.ToString("#,##0", Culture);

    /// <summary>How many of all rows are shown: "all 112 rows", or "400 of 900 rows, chosen at random".</summary>
    public static string Sampled(long shown, long all) => shown == all ? $"all {Count(all)} rows" : $"{Count(shown)} of {Count(all)} rows, chosen at random";

    /// <summary>A share of 1 as a percentage.</summary>
    public static string Percent(double share) => Format(100 * share, 3) + " %";

    /// <summary>A probability with two digits, three near the ends.</summary>
    public static string Probability(double probability) =>
        probability is > 0.01 and < 0.99 ? probability.ToString("0.00", Culture) : probability.ToString("0.000", Culture);

    private static string Format(double value, int digits)
    {
        if (!double.IsFinite(value))
            return NotKnown;
        if (value == 0)
            return "0";

        double size = Math.Abs(value);
        if (size is >= LargestPlain or < SmallestPlain)
            return Scientific(value, digits);

        int decimals = digits - 1 - (int)Math.Floor(Math.Log10(size));
        double unit = Math.Pow(10, Math.Abs(decimals));
        double rounded = decimals >= 0 ? Math.Round(value * unit) / unit : Math.Round(value / unit) * unit;
        return WithMinus(rounded.ToString(Plain[Math.Clamp(decimals, 0, Plain.Length - 1)], Culture));
    }

    private static string Scientific(double value, int digits)
    {
        string[] parts = value.ToString("0." + new string('#', digits - 1) + "E+0", Culture).Split('E');
        int exponent = int.Parse(parts[1], Culture);
        string power = string.Concat(Math.Abs(exponent).ToString(Culture).Select(digit => SuperscriptDigits[digit - '0']));
        return $"{WithMinus(parts[0])}\u00A0×\u00A010{(exponent < 0 ? "⁻" : "")}{power}";
    }

    private static string WithMinus(string text) => text.StartsWith('-') ? Minus + text[1..] : text;
}
