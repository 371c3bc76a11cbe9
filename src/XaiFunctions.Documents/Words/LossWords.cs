using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Words;

/// <summary>Importance by loss in words.</summary>
internal static class LossWords
{
    /// <summary>The loss in a sentence.</summary>
    public static string Name(string loss) => loss switch
    {
        LossNames.LogLoss => "log loss",
        LossNames.SquaredError => "squared error",
        _ => "share of wrong answers",
    };

    /// <summary>The interval of a player behind its value, or nothing.</summary>
    public static string Interval(PlayerLoss player) =>
        player is { Low: { } low, High: { } high } ? $" ({PeopleNumbers.Short(low)} to {PeopleNumbers.Short(high)})" : "";

    /// <summary>What the model's knowledge is owed to.</summary>
    public static string Headline(LossSummary loss)
    {
        string all = $"Knowing all players takes the mean {Name(loss.Loss)} over {PeopleNumbers.Count(loss.Rows)} labelled rows from {PeopleNumbers.Short(loss.BaseLoss)} to {PeopleNumbers.Short(loss.ModelLoss)}";
        PlayerLoss first = loss.Players[0];
        string[] worse = [.. loss.Players.Where(player => player.High < 0).Select(player => PlayerWords.Title(player.Player))];
        string harm = worse.Length == 0 ? "" : $" Knowing {PlayerWords.List(worse)} makes the answers worse.";
        return first.Value > 0 ? $"{all}; most of that is owed to {PlayerWords.Title(first.Player)} ({PeopleNumbers.Short(first.Value)}).{harm}" : $"{all}.{harm}";
    }
}
