using System.Numerics;

namespace XaiFunctions.Documents.Summaries;

/// <summary>
/// A sum of doubles without any rounding, so that it is the same whatever the order and the grouping of its terms: a fixed-point number
/// of 32-bit digits wide enough for what was added (Kulisch's accumulator, with digits only where they are used).
/// </summary>
internal struct ExactSum
{
    private const int DigitBits = 32;
    private const long DigitMask = 0xFFFFFFFF;
    private const int LowestExponent = -1074;

    // A digit takes up to three terms below 2^33 from one double; carried this often, it stays below 2^62.
    private const int CarryAfter = 1 << 26;

    private long[]? digits;
    private int low;
    private int pending;
    private bool undefined;

    /// <summary>Adds a number. After NaN or an infinity the sum is not defined any more.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            undefined = true;
            return;
        }

        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & ((1L << 52) - 1);
        if (exponent != 0)
            mantissa |= 1L << 52;
        else if (mantissa == 0)
            return;

        int position = Math.Max(exponent, 1) - 1;
        int digit = position / DigitBits;
        int shift = position % DigitBits;
        EnsureDigits(digit, digit + 3);
        long lower = (long)((ulong)(mantissa & DigitMask) << shift);
        long upper = (mantissa >> DigitBits) << shift;
        long sign = bits < 0 ? -1 : 1;
        Span<long> at = digits.AsSpan(digit - low, 3);
        at[0] += sign * (lower & DigitMask);
        at[1] += sign * ((long)((ulong)lower >> DigitBits) + (upper & DigitMask));
        at[2] += sign * (upper >> DigitBits);
        if (++pending >= CarryAfter)
            Carry();
    }

    /// <summary>Adds another sum.</summary>
    public void Add(in ExactSum other)
    {
        undefined |= other.undefined;
        if (other.digits is null)
            return;

        Carry();
        ExactSum carried = other.Copy();
        carried.Carry();
        EnsureDigits(carried.low, carried.low + carried.digits!.Length);
        for (int index = 0; index < carried.digits.Length; index++)
            digits![carried.low - low + index] += carried.digits[index];
        pending = 1;
        Carry();
    }

    /// <summary>The sum, rounded once; NaN if it is not defined.</summary>
    public readonly double Value
    {
        get
        {
            if (undefined)
                return double.NaN;
            if (digits is null)
                return 0;

            return Round(ToInteger(), (low * DigitBits) + LowestExponent);
        }
    }

    /// <summary>Writes the sum in a form that depends on its value only.</summary>
    public readonly void Write(BinaryWriter writer)
    {
        BigInteger integer = ToInteger();
        int first = low;
        while (!integer.IsZero && (integer & DigitMask).IsZero)
        {
            integer >>= DigitBits;
            first++;
        }

        byte[] bytes = integer.ToByteArray();
        writer.Write(undefined);
        writer.Write((short)(integer.IsZero ? 0 : first));
        writer.Write((short)bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ExactSum Read(BinaryReader reader)
    {
        bool undefined = reader.ReadBoolean();
        int low = reader.ReadInt16();
        var integer = new BigInteger(reader.ReadBytes(reader.ReadInt16()));
        if (integer.IsZero)
            return new ExactSum { undefined = undefined };

        BigInteger size = BigInteger.Abs(integer);
        var digits = new long[((int)size.GetBitLength() + DigitBits - 1) / DigitBits];
        for (int index = 0; index < digits.Length; index++)
        {
            digits[index] = integer.Sign * (long)(size & DigitMask);
            size >>= DigitBits;
        }

        return new ExactSum { undefined = undefined, low = low, digits = digits, pending = 1 };
    }

    private static double Round(BigInteger integer, int exponent)
    {
        BigInteger size = BigInteger.Abs(integer);
        int excess = (int)size.GetBitLength() - 64;
        if (excess > 0)
        {
            // What is cut off can only decide a tie: it is kept as one bit below the 64 that are left.
            bool rest = !(size & ((BigInteger.One << excess) - 1)).IsZero;
            size >>= excess;
            exponent += excess;
            if (rest)
                size |= 1;
        }

        double rounded = (ulong)size;
        return Math.ScaleB(integer.Sign < 0 ? -rounded : rounded, exponent);
    }

    private readonly BigInteger ToInteger()
    {
        BigInteger integer = BigInteger.Zero;
        for (int index = (digits?.Length ?? 0) - 1; index >= 0; index--)
            integer = (integer << DigitBits) + digits![index];
        return integer;
    }

    private readonly ExactSum Copy() => this with { digits = (long[]?)digits?.Clone() };

    // Leaves every digit but the highest in 0 .. 2^32 - 1; the highest carries the sign and stays small.
    private void Carry()
    {
        if (digits is null || pending == 0)
            return;

        pending = 0;
        for (int index = 0; index < digits.Length - 1; index++)
        {
            long carry = digits[index] >> DigitBits;
            digits[index] &= DigitMask;
            digits[index + 1] += carry;
        }

        long top = digits[^1];
        if (top is < int.MinValue or > int.MaxValue)
        {
            Array.Resize(ref digits, digits.Length + 1);
            digits[^2] = top & DigitMask;
            digits[^1] = top >> DigitBits;
        }
    }

    private void EnsureDigits(int first, int end)
    {
        if (digits is null)
        {
            low = first;
            digits = new long[end - first];
            return;
        }

        if (first >= low && end <= low + digits.Length)
            return;

        int newLow = Math.Min(first, low);
        var wider = new long[Math.Max(end, low + digits.Length) - newLow];
        digits.CopyTo(wider, low - newLow);
        low = newLow;
        digits = wider;
    }
}
