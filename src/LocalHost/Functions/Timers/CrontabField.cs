using System.Globalization;
using System.Numerics;

namespace XaiFunctions.LocalHost.Functions.Timers;

/// <summary>The values that one field of a crontab expression lets through, of at most 64.</summary>
internal readonly record struct CrontabField(ulong Values)
{
    /// <summary>Whether the field lets a value through.</summary>
    public bool Contains(int value) => (Values >> value & 1) != 0;

    /// <summary>The least value from <paramref name="least"/> on; -1 if there is none.</summary>
    public int From(int least)
    {
        ulong rest = least > 63 ? 0 : Values >> least;
        return rest == 0 ? -1 : least + BitOperations.TrailingZeroCount(rest);
    }

    /// <summary>Reads a field: a list of <c>*</c>, values and ranges, each with an optional step <c>/n</c>.</summary>
    /// <param name="text">The field.</param>
    /// <param name="name">What the field is called in messages.</param>
    /// <param name="least">The least value.</param>
    /// <param name="most">The greatest value.</param>
    /// <param name="names">Names of the values, of three letters or written out, from <paramref name="least"/> on.</param>
    /// <exception cref="FormatException">The field is not right.</exception>
    public static CrontabField Parse(string text, string name, int least, int most, string[]? names = null)
    {
        ulong values = 0;
        foreach (string part in text.Split(','))
        {
            string[] halves = part.Split('/');
            if (halves.Length > 2)
                throw new FormatException($"the {name} '{part}' has two steps");
            int step = halves.Length == 2 ? Step(halves[1], name) : 1;
            var (first, last) = Range(halves[0], name, least, most, names);
            // 5/15 means from 5 on in steps of 15, while 5 alone means 5.
            if (halves.Length == 2 && first == last && !halves[0].Contains('-'))
                last = most;
            for (int value = first; value <= last; value += step)
                values |= 1UL << value;
        }

        return new CrontabField(values);
    }

    private static (int First, int Last) Range(string text, string name, int least, int most, string[]? names)
    {
        if (text == "*")
            return (least, most);
        string[] ends = text.Split('-');
        if (ends.Length > 2)
            throw new FormatException($"the {name} '{text}' is no range");
        int first = Value(ends[0], name, least, most, names);
        int last = ends.Length == 2 ? Value(ends[1], name, least, most, names) : first;
        return first <= last ? (first, last) : throw new FormatException($"the {name} range '{text}' runs backwards");
    }

    private static int Value(string text, string name, int least, int most, string[]? names)
    {
        int named = names is null || text.Length < 3
            ? -1
            : Array.FindIndex(names, known => FullName(known, least).StartsWith(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
            return least + named;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            throw new FormatException($"the {name} '{text}' is no value");
        return value >= least && value <= most
            ? value
            : throw new FormatException($"the {name} {value} is not between {least} and {most}");
    }

    // Months are counted from 1, weekdays from 0.
    private static string FullName(string known, int least)
    {
        var culture = CultureInfo.InvariantCulture.DateTimeFormat;
        string[] all = least == 1 ? culture.MonthNames : culture.DayNames;
        return all.First(full => full.StartsWith(known, StringComparison.OrdinalIgnoreCase));
    }

    private static int Step(string text, string name) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int step) && step > 0
            ? step
            : throw new FormatException($"the {name} step '{text}' is no positive number");
}
