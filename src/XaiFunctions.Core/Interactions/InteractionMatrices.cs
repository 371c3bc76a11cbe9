namespace XaiFunctions.Core.Interactions;

/// <summary>
/// The pairwise Shapley interactions of rows, exact, in the explained space. The matrix of a row and output is symmetric and shares the prediction out among players and pairs: line i sums to the
/// Shapley value of player i, and all of it to <c>Predictions - BaseValues</c>.
/// </summary>
public sealed class InteractionMatrices
{
    internal InteractionMatrices(int rowCount, int playerCount, double[] baseValues, double[] predictions, string method)
    {
        RowCount = rowCount;
        PlayerCount = playerCount;
        BaseValues = baseValues;
        Predictions = predictions;
        Method = method;
        Values = new double[predictions.Length * playerCount * playerCount];
    }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of outputs explained.</summary>
    public int OutputCount => BaseValues.Length;

    /// <summary>The number of players.</summary>
    public int PlayerCount { get; }

    /// <summary>
    /// Row-major: rows x outputs x players x players. Off the diagonal half of the interaction of the two players (its other half is in the mirrored place); on the diagonal
    /// the player's main effect, its Shapley value without its halves.
    /// </summary>
    public double[] Values { get; }

    /// <summary>v(all) of each row. Row-major: rows x outputs.</summary>
    public double[] Predictions { get; }

    /// <summary>v(empty) of each output.</summary>
    public double[] BaseValues { get; }

    /// <summary>How the interactions were found, for documents: as in <see cref="Shapley.Attributions.Method"/>.</summary>
    public string Method { get; }

    /// <summary>The matrix of one row and output: players x players.</summary>
    public ReadOnlySpan<double> MatrixOf(int row, int output) => Values.AsSpan(At(row, output), PlayerCount * PlayerCount);

    /// <summary>Puts the rows of several parts behind one another.</summary>
    /// <param name="parts">At least one; all of the same game and options.</param>
    /// <exception cref="ArgumentException">There is no part, or the parts differ in players, base values or method.</exception>
    public static InteractionMatrices Concat(IReadOnlyList<InteractionMatrices> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("There is nothing to put together.", nameof(parts));

        InteractionMatrices first = parts[0];
        if (parts.Any(part => part.PlayerCount != first.PlayerCount || part.Method != first.Method || !part.BaseValues.AsSpan().SequenceEqual(first.BaseValues)))
            throw new ArgumentException("The interactions are of different games or methods.", nameof(parts));

        var all = new InteractionMatrices(
            parts.Sum(part => part.RowCount), first.PlayerCount, first.BaseValues, [.. parts.SelectMany(part => part.Predictions)], first.Method);
        int at = 0;
        foreach (InteractionMatrices part in parts)
        {
            part.Values.CopyTo(all.Values, at);
            at += part.Values.Length;
        }

        return all;
    }

    /// <summary>Puts the main effects on the diagonals of matrices that have only the pairs.</summary>
    internal void SetMainEffects(int row, int output, ReadOnlySpan<double> attributions)
    {
        Span<double> matrix = Values.AsSpan(At(row, output), PlayerCount * PlayerCount);
        for (int player = 0; player < PlayerCount; player++)
        {
            double shared = 0;
            foreach (double half in matrix.Slice(player * PlayerCount, PlayerCount))
                shared += half;
            matrix[(player * PlayerCount) + player] = attributions[player] - shared;
        }
    }

    internal int At(int row, int output) => ((row * OutputCount) + output) * PlayerCount * PlayerCount;
}
