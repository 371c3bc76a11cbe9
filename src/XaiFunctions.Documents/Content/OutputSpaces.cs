namespace XaiFunctions.Documents.Content;

/// <summary>The names of the spaces in which outputs are explained, as documents spell them.</summary>
public static class OutputSpaces
{
    /// <summary>The model's output as it is.</summary>
    public const string Raw = "raw";

    /// <summary>The log-odds of the averaged probability.</summary>
    public const string LogOdds = "log-odds";

    /// <summary>The score before the model's post-transform.</summary>
    public const string Margin = "margin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Raw, LogOdds, Margin];
}
