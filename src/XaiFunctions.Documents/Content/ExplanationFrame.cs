using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Documents.Content;

/// <summary>
/// What the rows of one job have in common: the features and players by name, the explained outputs, and the words for people.
/// All writers take names and order from here.
/// </summary>
public sealed class ExplanationFrame
{
    private readonly bool[] sensitive;

    /// <param name="features">The features in the order of the cells of a row; names are unique.</param>
    /// <param name="players">The players over those features.</param>
    /// <param name="outputs">The names of the explained outputs, at least one, unique.</param>
    /// <param name="space">The space in which they are explained; see <see cref="OutputSpaces"/>.</param>
    /// <exception cref="ArgumentException">The lists do not fit together, a name is used twice, or the space is unknown.</exception>
    public ExplanationFrame(IReadOnlyList<Feature> features, Players players, IReadOnlyList<string> outputs, string space)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(players);
        ArgumentNullException.ThrowIfNull(outputs);
        if (features.Count != players.ColumnCount)
            throw new ArgumentException($"{features.Count} features for players over {players.ColumnCount} columns.", nameof(features));
        if (features.Select(feature => feature.Name).Distinct(StringComparer.Ordinal).Count() != features.Count)
            throw new ArgumentException("Two features have the same name.", nameof(features));
        if (outputs.Count == 0 || outputs.Distinct(StringComparer.Ordinal).Count() != outputs.Count)
            throw new ArgumentException("There must be at least one output, and no two with the same name.", nameof(outputs));
        if (!OutputSpaces.All.Contains(space, StringComparer.Ordinal))
            throw new ArgumentException($"'{space}' is no output space; it is one of {string.Join(", ", OutputSpaces.All)}.", nameof(space));

        Features = [.. features];
        Players = players;
        Outputs = [.. outputs];
        Space = space;
        sensitive = new bool[players.Count];
    }

    /// <summary>The features in the order of a row's cells.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>The players in the order of a row's attributions.</summary>
    public Players Players { get; }

    /// <summary>The names of the explained outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The space of predictions, base values and attributions; one of <see cref="OutputSpaces"/>.</summary>
    public string Space { get; }

    /// <summary>
    /// The names of features that must never be given as a reason. A player with such a column is left out of reason codes.
    /// Default: none.
    /// </summary>
    /// <exception cref="ArgumentException">A name is not a feature's.</exception>
    public IReadOnlyList<string> Sensitive
    {
        get;
        init
        {
            field = [.. value];
            foreach (string name in field)
            {
                int column = Features.Select(feature => feature.Name).ToList().IndexOf(name);
                if (column < 0)
                    throw new ArgumentException($"The sensitive column '{name}' is not a feature.", nameof(value));
                sensitive[Players.Owner[column]] = true;
            }
        }
    } = [];

    /// <summary>Words for reasons, by the name of a player or of one of its features. Default: none, words are made from names.</summary>
    public IReadOnlyDictionary<string, ReasonText> Reasons { get; init; } = new Dictionary<string, ReasonText>();

    /// <summary>Whether a player has a sensitive column.</summary>
    public bool IsSensitive(int player) => sensitive[player];

    /// <summary>The words for a player's reasons: those under its own name, else those under the first of its features that has any.</summary>
    public ReasonText? ReasonFor(int player)
    {
        if (Reasons.TryGetValue(Players.Names[player], out ReasonText? own))
            return own;
        foreach (int column in Players.Columns(player))
        {
            if (Reasons.TryGetValue(Features[column].Name, out ReasonText? text))
                return text;
        }

        return null;
    }

    /// <summary>The one feature of a player that consists of a single column, else null.</summary>
    public Feature? SingleFeature(int player) =>
        Players.Columns(player) is [var column] ? Features[column] : null;
}
