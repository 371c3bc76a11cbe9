using System.Text.RegularExpressions;

namespace XaiFunctions.App.Storage;

/// <summary>
/// Names that come from outside and become parts of blob paths and table keys. An allow-list: what passes it needs no escaping anywhere,
/// holds no <c>/ \ # ?</c> and no <c>..</c>.
/// </summary>
public static partial class NameRules
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Words = "1 to 64 letters, digits, hyphens, underscores or single dots, beginning and ending with a letter or digit";

    /// <summary>Whether a text may name a model or a version.</summary>
    public static bool IsName(string? text) => text is { Length: <= 64 } && Name().IsMatch(text);

    /// <summary>Whether a text may be a job's id.</summary>
    public static bool IsJob(string? text) => text is not null && Job().IsMatch(text);

    /// <exception cref="InvalidInputException">The text may not be such a name.</exception>
    public static string Require(string? text, string what) =>
        IsName(text) ? text! : throw new InvalidInputException($"The {what} is not a valid name: {Words}.");

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.))*(?<=[A-Za-z0-9])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Job();
}
