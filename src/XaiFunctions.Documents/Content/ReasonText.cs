namespace XaiFunctions.Documents.Content;

/// <summary>What to tell a person when a player moved the output; from the manifest.</summary>
/// <param name="Lowers">The words when the player lowers the output, or null for words made from its name.</param>
/// <param name="Raises">The words when the player raises the output, or null for words made from its name.</param>
public sealed record ReasonText(string? Lowers, string? Raises);
