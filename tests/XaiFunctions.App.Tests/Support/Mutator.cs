using System.Text;

namespace XaiFunctions.App.Tests.Support;

/// <summary>Damages bytes in the ways in which bodies and files are damaged, by accident and on purpose. The same seed gives the same damage.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Odd =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", ",", ":", "\n", "\r\n", "\0", "\\u0000", "\\ud800", "null", "true", "NaN", "Infinity", "1e999", "-0", "1e-400", "99999999999999999999", "''",
            "{\"instances\":", "\"options\":{\"maxEvaluations\":", "\"callback\":{\"url\":\"", "\uFEFF", "\u202E", "=1+1", "<script>", "../", "%00",
            new string('[', 70), new string('9', 400), new string('x', 3000),
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x1F, 0x8B, 0x08],
    ];

    private readonly Random random = new(seed);

    /// <summary>A damaged copy.</summary>
    public byte[] Damage(byte[] whole)
    {
        byte[] bytes = whole;
        for (int times = 1 + random.Next(4); times > 0; times--)
            bytes = DamageOnce(bytes);
        return bytes;
    }

    private byte[] DamageOnce(byte[] bytes)
    {
        int from = random.Next(bytes.Length + 1), length = random.Next(Math.Min(bytes.Length - from, 1 << random.Next(9)) + 1);
        switch (random.Next(6))
        {
            case 0:
                byte[] flipped = [.. bytes];
                if (from < flipped.Length)
                    flipped[from] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return [.. bytes[..from], .. bytes[(from + length)..]];
            case 2:
                return [.. bytes[..from], .. bytes[from..(from + length)], .. bytes[from..]];
            case 3:
                return bytes[..from];
            default:
                return [.. bytes[..from], .. Odd[random.Next(Odd.Length)], .. bytes[(from + (random.Next(2) * length))..]];
        }
    }
}
