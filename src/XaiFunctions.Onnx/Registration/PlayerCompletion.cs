using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Onnx.Registration;

/// <summary>Completes the players and checks what is said about them.</summary>
internal static class PlayerCompletion
{
    /// <summary>
    /// Every feature that no player names becomes a player of its own. Players stand in the order of their first columns.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Apply(
        IReadOnlyDictionary<string, IReadOnlyList<string>>? given, IReadOnlyList<string> features, List<string> problems)
    {
        var position = features.Select((name, at) => (name, at)).ToDictionary(pair => pair.name, pair => pair.at, StringComparer.Ordinal);
        var owner = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (player, columns) in given ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            if (player.Length == 0 || columns.Count == 0)
                problems.Add(player.Length == 0 ? "A player has no name." : $"Player {Words.Quote(player)} has no features.");
            var unknown = columns.Where(column => !position.ContainsKey(column)).ToList();
            if (unknown.Count > 0)
                problems.Add($"Player {Words.Quote(player)} names {Words.List(unknown, "feature")}, which the model does not have.");
            foreach (string column in columns.Where(position.ContainsKey))
            {
                if (!owner.TryAdd(column, player))
                    problems.Add($"Feature {Words.Quote(column)} belongs to player {Words.Quote(owner[column])} and again to player {Words.Quote(player)}.");
            }
        }

        foreach (string alone in features.Where(feature => !owner.ContainsKey(feature)))
        {
            if (given?.ContainsKey(alone) == true)
                problems.Add($"Feature {Words.Quote(alone)} belongs to no player, and a player of other features has its name.");
        }

        return Ordered(given, features, owner);
    }

    /// <summary>Checks that sensitive columns and reason texts are about features and players that exist.</summary>
    public static void Check(ModelManifest manifest, IReadOnlyCollection<string> features, List<string> problems)
    {
        var players = manifest.Players!;
        var strangers = (manifest.Sensitive ?? []).Where(name => !features.Contains(name) && !players.ContainsKey(name)).ToList();
        if (strangers.Count > 0)
            problems.Add($"The manifest marks {Words.List(strangers, "column")} as sensitive, which {(strangers.Count == 1 ? "is" : "are")} neither feature nor player.");
        foreach (string twice in FeatureCompletion.Duplicates(manifest.Sensitive ?? []))
            problems.Add($"{Words.Quote(twice)} is marked as sensitive twice.");
        var unknown = (manifest.Reasons?.Keys ?? []).Where(player => !players.ContainsKey(player)).ToList();
        if (unknown.Count > 0)
            problems.Add($"There are reason texts for {Words.List(unknown, "player")}, which {(unknown.Count == 1 ? "does" : "do")} not exist.");
    }

    private static OrderedDictionary<string, IReadOnlyList<string>> Ordered(
        IReadOnlyDictionary<string, IReadOnlyList<string>>? given, IReadOnlyList<string> features, Dictionary<string, string> owner)
    {
        var players = new OrderedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (string feature in features)
        {
            if (owner.TryGetValue(feature, out string? player))
                players.TryAdd(player, given![player]);
            else
                players.TryAdd(feature, [feature]);
        }

        return players;
    }
}
