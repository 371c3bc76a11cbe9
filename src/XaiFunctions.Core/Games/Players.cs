namespace XaiFunctions.Core.Games;

/// <summary>
/// The players of the explanation game: groups of columns that are known or unknown together. Every column belongs to exactly one player.
/// </summary>
public sealed class Players
{
    private readonly int[][] columns;

    /// <param name="names">One unique, non-empty name a player.</param>
    /// <param name="columns">The column indexes of each player; together they are 0 .. columns - 1, each once.</param>
    /// <exception cref="ArgumentException">
    /// The lists differ in length or are empty, a name is empty or used twice, a player has no column, or a column is used twice or left out.
    /// </exception>
    public Players(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<int>> columns)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(columns);
        if (names.Count == 0 || names.Count != columns.Count)
            throw new ArgumentException($"{names.Count} player names for {columns.Count} groups of columns.", nameof(names));

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (string.IsNullOrEmpty(name) || !seen.Add(name))
                throw new ArgumentException($"Player name '{name}' is empty or used twice.", nameof(names));
        }

        int count = columns.Sum(group => group.Count);
        var owner = new int[count];
        Array.Fill(owner, -1);
        for (int player = 0; player < columns.Count; player++)
        {
            if (columns[player].Count == 0)
                throw new ArgumentException($"Player '{names[player]}' has no column.", nameof(columns));

            foreach (int column in columns[player])
            {
                if (column < 0 || column >= count || owner[column] >= 0)
                    throw new ArgumentException($"Column {column} of player '{names[player]}' is used twice, or a column before it is left out.", nameof(columns));
                owner[column] = player;
            }
        }

        Names = [.. names];
        this.columns = [.. columns.Select(group => group.ToArray())];
        Owner = owner;
    }

    /// <summary>The name of each player.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of players, n.</summary>
    public int Count => columns.Length;

    /// <summary>The number of columns of all players together.</summary>
    public int ColumnCount => Owner.Count;

    /// <summary>The player that each column belongs to.</summary>
    public IReadOnlyList<int> Owner { get; }

    /// <summary>The columns of one player.</summary>
    public ReadOnlySpan<int> Columns(int player) => columns[player];

    /// <summary>Each column as a player of its own.</summary>
    public static Players OnePerColumn(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new(names, [.. Enumerable.Range(0, names.Count).Select(column => new[] { column })]);
    }
}
