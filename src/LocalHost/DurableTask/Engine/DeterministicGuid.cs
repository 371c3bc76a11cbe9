using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>
/// Ids that follow from an instance, its time and a counter: RFC 9562 version 5 (SHA-1 of a namespace and a name), with the namespace
/// and the name that Durable Task uses, so that the same orchestration gets the same ids there.
/// </summary>
internal static class DeterministicGuid
{
    private static readonly Guid Namespace = new("9e952958-5e33-4daf-827f-2fa12937b875");

    public static Guid Create(string instanceId, DateTime time, int counter)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{time:o}_{counter}");
        byte[] text = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        Namespace.TryWriteBytes(text, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, text.AsSpan(16));

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(text, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }
}
