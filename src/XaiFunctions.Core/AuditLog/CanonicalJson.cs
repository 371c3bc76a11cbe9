using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace XaiFunctions.Core.AuditLog;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785): the one byte sequence of a JSON value, so that whoever has the value can compute its hash. Members
/// are sorted by the UTF-16 code units of their names, numbers are written as ECMAScript writes them, and nothing is escaped that need not be.
/// </summary>
/// <remarks>
/// As the scheme asks, the value must be I-JSON (RFC 7493): a number is a binary64 number, so an integer beyond 2^53 is written as the double next
/// to it; duplicate member names, lone surrogates and numbers beyond the range of doubles are refused.
/// </remarks>
public static class CanonicalJson
{
    // ECMAScript writes exponents from 1e21 on and below 1e-6 (Number::toString, steps 6 to 10).
    private const int MostDigits = 21;
    private const int MostLeadingZeros = 6;

    /// <summary>The canonical bytes of a value, in UTF-8 without a byte order mark.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="JsonException">The value is no I-JSON.</exception>
    public static byte[] Write(JsonElement value)
    {
        var text = new StringBuilder();
        WriteValue(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The canonical bytes of what an object is serialised to.</summary>
    /// <param name="value">The object.</param>
    /// <param name="options">How it is serialised.</param>
    /// <exception cref="JsonException">The value is no I-JSON.</exception>
    public static byte[] Write<T>(T value, JsonSerializerOptions options) => Write(JsonSerializer.SerializeToElement(value, options));

    private static void WriteValue(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value);
                break;
            case JsonValueKind.Array:
                WriteArray(text, value);
                break;
            case JsonValueKind.String:
                WriteString(text, TextOf(value));
                break;
            case JsonValueKind.Number:
                WriteNumber(text, value.GetDouble());
                break;
            default:
                text.Append(value.GetRawText()); // true, false or null
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement value)
    {
        var members = new List<(string Name, JsonElement Value)>();
        foreach (JsonProperty member in value.EnumerateObject())
            members.Add((NameOf(member), member.Value));
        members.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));

        text.Append('{');
        for (int i = 0; i < members.Count; i++)
        {
            if (i > 0 && members[i].Name == members[i - 1].Name)
                throw new JsonException($"An object has the member '{members[i].Name}' twice.");
            if (i > 0)
                text.Append(',');
            WriteString(text, members[i].Name);
            text.Append(':');
            WriteValue(text, members[i].Value);
        }

        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, JsonElement value)
    {
        text.Append('[');
        string separator = "";
        foreach (JsonElement item in value.EnumerateArray())
        {
            text.Append(separator);
            WriteValue(text, item);
            separator = ",";
        }

        text.Append(']');
    }

    private static string TextOf(JsonElement value)
    {
        try
        {
            return Checked(value.GetString()!);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A text has half a surrogate pair.", exception);
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return Checked(member.Name);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A member's name has half a surrogate pair.", exception);
        }
    }

    /// <summary>Refuses a lone surrogate, which has no UTF-8 form.</summary>
    private static string Checked(string text)
    {
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out int length) != OperationStatus.Done)
                throw new InvalidOperationException();
            rest = rest[length..];
        }

        return text;
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char character in value)
        {
            string? escape = character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                < ' ' => $"\\u{(int)character:x4}",
                _ => null,
            };
            _ = escape is null ? text.Append(character) : text.Append(escape);
        }

        text.Append('"');
    }

    private static void WriteNumber(StringBuilder text, double value)
    {
        if (!double.IsFinite(value))
            throw new JsonException("A number is beyond the range of doubles.");
        if (value == 0)
        {
            text.Append('0'); // also for minus zero
            return;
        }

        // The shortest digits that read back as the same number: .NET and ECMAScript agree on them, not on where the point goes.
        (string digits, int exponent) = Decompose(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        if (value < 0)
            text.Append('-');
        Place(text, digits, exponent);
    }

    /// <summary>The digits without leading and trailing zeros, and the power of ten by which 0.digits is multiplied.</summary>
    private static (string Digits, int Exponent) Decompose(string number)
    {
        int mark = number.IndexOf('E', StringComparison.Ordinal);
        string mantissa = mark < 0 ? number : number[..mark];
        int exponent = mark < 0 ? 0 : int.Parse(number.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string all = mantissa.Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        exponent += (point < 0 ? mantissa.Length : point) - (all.Length - digits.Length);
        return (digits.TrimEnd('0'), exponent);
    }

    private static void Place(StringBuilder text, string digits, int exponent)
    {
        int count = digits.Length;
        if (exponent >= count && exponent <= MostDigits)
            text.Append(digits).Append('0', exponent - count);
        else if (exponent > 0 && exponent <= MostDigits)
            text.Append(digits, 0, exponent).Append('.').Append(digits, exponent, count - exponent);
        else if (exponent <= 0 && exponent > -MostLeadingZeros)
            text.Append("0.").Append('0', -exponent).Append(digits);
        else
            PlaceScientific(text, digits, exponent - 1);
    }

    private static void PlaceScientific(StringBuilder text, string digits, int exponent)
    {
        text.Append(digits[0]);
        if (digits.Length > 1)
            text.Append('.').Append(digits, 1, digits.Length - 1);
        text.Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture));
    }
}
