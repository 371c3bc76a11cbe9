using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;

namespace XaiFunctions.App.Storage;

/// <summary>
/// A job's place in the Jobs table. A list goes on from it, whatever was added or deleted in the meantime: the place is a key and no count.
/// </summary>
/// <param name="Partition">The partition: the model's folder.</param>
/// <param name="Row">The row key.</param>
public sealed partial record JobPlace(string Partition, string Row)
{
    /// <summary>The place as a text for addresses; <see cref="TryParse"/> reads it.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Partition}/{Row}"));

    /// <summary>Reads what <see cref="ToString"/> wrote, or gives null for anything else.</summary>
    public static JobPlace? TryParse(string text)
    {
        if (text.Length > 512 || !Base64Url.IsValid(text))
            return null;
        string plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        return Form().Match(plain) is { Success: true } match ? new(match.Groups[1].Value, match.Groups[2].Value) : null;
    }

    [GeneratedRegex(@"\A([A-Za-z0-9_.-]{1,64})/([0-9]{19}-[0-9a-f]{32})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
