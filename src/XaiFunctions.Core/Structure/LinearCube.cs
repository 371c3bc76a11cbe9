using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>
/// The margins of a linear structure. A player adds c_g(x) if it is known and c_g(b) if not, so the margins of the coalitions with player g are those
/// without it plus c_g(x) - c_g(b): the cube doubles once for every player.
/// </summary>
internal sealed class LinearCube(LinearStructure structure, Background background, Players players) : MarginCube
{
    private readonly PlayerTerms terms = new(structure, background, players);

    /// <inheritdoc/>
    public override void Fill(ReadOnlySpan<double> row, int first, int count, int firstCoalition, Span<double> cube)
    {
        int length = cube.Length / structure.MarginCount;
        Span<double> start = stackalloc double[Lanes], step = stackalloc double[Lanes];
        for (int margin = 0; margin < structure.MarginCount; margin++)
        {
            Span<Vector512<double>> coalitions = MemoryMarshal.Cast<double, Vector512<double>>(cube.Slice(margin * length, length));
            terms.Empty(margin, first, count, start);
            coalitions[0] = Vector512.Create<double>(start);
            for (int player = 0; player < players.Count; player++)
            {
                terms.Step(margin, player, row, first, count, step);
                var added = Vector512.Create<double>(step);
                int half = 1 << player;
                for (int i = 0; i < half; i++)
                    coalitions[half + i] = coalitions[i] + added;
            }
        }
    }
}

/// <summary>What the players of a linear structure add to its margins.</summary>
internal sealed class PlayerTerms
{
    private readonly LinearStructure structure;
    private readonly Players players;
    private readonly double[] terms;
    private readonly double[] empty;
    private readonly int rows;

    public PlayerTerms(LinearStructure structure, Background background, Players players)
    {
        this.structure = structure;
        this.players = players;
        rows = background.RowCount;
        terms = new double[structure.MarginCount * players.Count * rows];
        empty = new double[structure.MarginCount * rows];
        for (int margin = 0; margin < structure.MarginCount; margin++)
        {
            for (int row = 0; row < rows; row++)
            {
                double sum = structure.Biases[margin];
                for (int player = 0; player < players.Count; player++)
                    sum += terms[(((margin * players.Count) + player) * rows) + row] = Term(margin, player, background.Row(row));
                empty[(margin * rows) + row] = sum;
            }
        }
    }

    /// <summary>The margin of background rows themselves; 0 beyond the count.</summary>
    public void Empty(int margin, int first, int count, Span<double> lanes)
    {
        lanes.Clear();
        empty.AsSpan((margin * rows) + first, count).CopyTo(lanes);
    }

    /// <summary>What a player's coming from the row instead of from each background row adds to a margin; 0 beyond the count.</summary>
    public void Step(int margin, int player, ReadOnlySpan<double> row, int first, int count, Span<double> lanes)
    {
        lanes.Clear();
        double known = Term(margin, player, row);
        int at = (((margin * players.Count) + player) * rows) + first;
        for (int lane = 0; lane < count; lane++)
            lanes[lane] = known - terms[at + lane];
    }

    private double Term(int margin, int player, ReadOnlySpan<double> row)
    {
        double sum = 0;
        foreach (int column in players.Columns(player))
            sum += structure.Term(margin, column, row[column]);
        return sum;
    }
}
