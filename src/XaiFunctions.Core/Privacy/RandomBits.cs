namespace XaiFunctions.Core.Privacy;

/// <summary>
/// Gives 64 random bits at a time. For a release it must be a cryptographic generator, since whoever can repeat the noise can take it off; a test may give a seeded one.
/// </summary>
public delegate ulong RandomBits();

/// <summary>Draws from distributions out of random bits.</summary>
internal static class RandomBitsExtensions
{
    /// <summary>A number in (0, 1] with 53 bits.</summary>
    public static double Unit(this RandomBits bits) => ((bits() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>A geometric count with P(k) = (1 - r) r^k, r = e^(-1/scale).</summary>
    public static double Geometric(this RandomBits bits, double scale) => Math.Floor(-Math.Log(bits.Unit()) * scale);

    /// <summary>A standard normal draw (Box and Muller 1958).</summary>
    public static double Normal(this RandomBits bits) => Math.Sqrt(-2 * Math.Log(bits.Unit())) * Math.Cos(2 * Math.PI * bits.Unit());
}
