using XaiFunctions.Core.Games;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Backgrounds;

/// <summary>
/// How far the mixtures of rows that an explanation asks the model about lie from real rows. The distance of two rows is Gower's (1971),
/// player by player: a number counts by its share of the background's range, a text 1 if it differs, a player as much as the most distant of
/// its columns. A mixture is off the manifold if it lies farther from the nearest background row than 95 % of the background rows lie from
/// their nearest other one. Were the players independent, that would be one in twenty.
/// </summary>
internal sealed class Manifold
{
    private const int FewestRows = 20;
    private const int MostMixtures = 256;
    private const int MostMixturesOfRow = 32;
    private const double Usual = 0.95;

    private readonly Players players;
    private readonly ColumnRange[] columns;
    private readonly bool[] whole;
    private readonly Dictionary<string, double> codes = new(StringComparer.Ordinal);
    private readonly double[][] real;
    private readonly double usualDistance;

    public Manifold(BackgroundProfile profile)
    {
        players = profile.Frame.Players;
        columns = [.. profile.Columns];
        whole = [.. columns.Select(column => column.Texts is not null || column.Width == 0)];
        foreach (CellValue[] row in profile.Rows)
        {
            foreach (CellValue cell in row)
            {
                if (cell.Text is { } text)
                    codes.TryAdd(text, codes.Count);
            }
        }

        real = [.. profile.Rows.Select(Encode)];
        double[] nearest = [.. real.Select(Nearest).Order()];
        usualDistance = nearest[Math.Min(nearest.Length - 1, (int)(Usual * nearest.Length))];
    }

    /// <summary>
    /// The share of mixtures off the manifold, over mixtures of the rows with background rows; the players taken from the row are of any number
    /// with equal chance, as Shapley values weigh them. The same rows give the same share.
    /// </summary>
    /// <returns>Null if there are too few background rows to tell, or there is nothing to mix.</returns>
    public double? Share(IReadOnlyList<RowExplanation> rows)
    {
        if (real.Length < FewestRows || players.Count < 2 || rows.Count == 0)
            return null;

        int taken = Math.Min(rows.Count, MostMixtures), each = Math.Min(MostMixturesOfRow, MostMixtures / taken);
        long off = 0;
        for (int row = 0; row < taken; row++)
        {
            var random = new Mixing(rows[row].Row);
            double[] encoded = Encode(rows[row].Cells);
            for (int mixture = 0; mixture < each; mixture++)
            {
                int with = random.Below(real.Length);
                if (Nearest(Mixture(encoded, real[with], random), with) > usualDistance)
                    off++;
            }
        }

        return (double)off / (taken * each);
    }

    // A number in units of its column's range, a text as its code, a missing value as NaN. Texts that the background does not have are all alike:
    // they are compared with texts that it has only.
    private double[] Encode(IReadOnlyList<CellValue> cells)
    {
        var encoded = new double[cells.Count];
        for (int column = 0; column < encoded.Length; column++)
        {
            CellValue cell = cells[column];
            encoded[column] = cell.Kind switch
            {
                CellKind.Missing => double.NaN,
                CellKind.Text => codes.GetValueOrDefault(cell.Text!, -1),
                _ => columns[column].Width is > 0 and var width ? cell.Number / width : cell.Number,
            };
        }

        return encoded;
    }

    private double[] Mixture(double[] row, double[] other, Mixing random)
    {
        double[] mixed = [.. other];
        int left = 1 + random.Below(players.Count - 1);
        for (int player = 0; player < players.Count && left > 0; player++)
        {
            // Each of the players to come is as likely as the others to be among those left.
            if (random.Below(players.Count - player) >= left)
                continue;
            left--;
            foreach (int column in players.Columns(player))
                mixed[column] = row[column];
        }

        return mixed;
    }

    // The row itself, or the one that a mixture was made of, is not looked at: it would always be near.
    private double Nearest(double[] cells, int except)
    {
        double nearest = double.PositiveInfinity;
        for (int row = 0; row < real.Length; row++)
        {
            if (row != except)
                nearest = Math.Min(nearest, Distance(cells, real[row], nearest));
        }

        return nearest;
    }

    private double Distance(double[] one, double[] other, double enough)
    {
        double distance = 0;
        for (int player = 0; player < players.Count && distance < enough; player++)
        {
            double largest = 0;
            foreach (int column in players.Columns(player))
            {
                // Two missing values are the same; a missing and a known one differ by all.
                double apart = Math.Abs(one[column] - other[column]);
                if (double.IsNaN(apart))
                    apart = double.IsNaN(one[column]) == double.IsNaN(other[column]) ? 0 : 1;
                largest = Math.Max(largest, whole[column] && apart > 0 ? 1 : Math.Min(1, apart));
            }

            distance += largest;
        }

        return distance;
    }

    /// <summary>Random numbers that follow from a row's number (SplitMix64; Steele, Lea and Flood 2014).</summary>
    private sealed class Mixing(long row)
    {
        private ulong state = (ulong)row;

        public int Below(int end)
        {
            state = unchecked(state + 0x9E3779B97F4A7C15);
            return (int)(Summaries.RowSample.Mixed((long)state) % (ulong)end);
        }
    }
}
