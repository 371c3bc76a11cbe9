using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XaiFunctions.App.Privacy;

/// <summary>
/// Turns what a key column says into what is stored of it: HMAC-SHA256 under a key of the model's own, cut to 128 bits. Without that key nobody can tell whether a hash stands for a person, also who
/// tries all names; with the key gone, all of a model's hashes are.
/// </summary>
/// <param name="secret">The model's key.</param>
public sealed class SubjectHasher(byte[] secret)
{
    /// <summary>The length of a key in bytes.</summary>
    public const int KeyBytes = 32;

    /// <summary>The hash of a subject's key; spaces around it do not count.</summary>
    public SubjectHash Hash(string subject) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(subject.Trim()))));
}

/// <summary>A subject as it is stored.</summary>
/// <param name="Value">The hash of its key.</param>
public readonly record struct SubjectHash(UInt128 Value)
{
    /// <summary>The hash in 32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static SubjectHash Parse(string text) => new(UInt128.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
}

/// <summary>A row of a job and whose it is.</summary>
/// <param name="Row">The 1-based data row in the file.</param>
/// <param name="Subject">The subject.</param>
public readonly record struct SubjectRow(long Row, SubjectHash Subject);

/// <summary>Where a subject has a row.</summary>
/// <param name="Job">The job.</param>
/// <param name="Row">The row.</param>
/// <param name="AskedAt">When the job was asked for.</param>
public readonly record struct SubjectPlace(string Job, long Row, DateTimeOffset AskedAt);
