using System.Text;

namespace XaiFunctions.Documents.Tests;

/// <summary>What a writer writes, as text.</summary>
internal static class Written
{
    public static string By(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
