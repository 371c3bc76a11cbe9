using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Summaries;

/// <summary>
/// Summarises a background by a few weighted rows. The first centres are chosen by k-means++ (Arthur and Vassilvitskii 2007, "k-means++: The Advantages of Careful Seeding"), then rows are given to
/// the nearest centre and centres moved to the middle of their rows until nothing changes (Lloyd 1982; for medoids Park and Jun 2009, "A simple and fast algorithm for K-medoids clustering"). A
/// row of the summary has the weight of the rows that it stands for.
/// </summary>
/// <remarks>A function of its arguments alone; sums are taken in the order of the rows, ties go to the first.</remarks>
public static class BackgroundSummary
{
    private const int MaxRounds = 100;

    /// <summary>Summarises a background.</summary>
    /// <param name="background">The rows, with their weights.</param>
    /// <param name="schema">The columns, which say of which values means can be taken.</param>
    /// <param name="options">How, and to how many rows.</param>
    /// <returns>At most as many rows as asked for, in the order in which their first row comes; every value occurs in its column.</returns>
    /// <exception cref="ArgumentException">The size is not positive, or the columns do not fit.</exception>
    public static Background Summarize(Background background, FeatureSchema schema, SummaryOptions options)
    {
        ArgumentNullException.ThrowIfNull(background);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Size < 1)
            throw new ArgumentException($"A background cannot be summarised to {options.Size} rows; it must be at least 1.", nameof(options));
        if (schema.Count != background.ColumnCount)
            throw new ArgumentException($"The background has {background.ColumnCount} columns, the schema {schema.Count}.", nameof(schema));

        var space = new RowSpace(background, schema);
        double[][] centres = Seed(space, options);
        int[] owners = new int[background.RowCount];
        for (int round = 0; round < MaxRounds; round++)
        {
            if (!Assign(space, centres, owners) && round > 0)
                break;
            for (int centre = 0; centre < centres.Length; centre++)
                centres[centre] = Centre(space, owners, centre, options.Method) ?? centres[centre];
        }

        return Build(space, centres, owners, options.Method);
    }

    /// <summary>Chooses the first centres: each next one with a probability in proportion to its weight times its distance from those that are there.</summary>
    private static double[][] Seed(RowSpace space, SummaryOptions options)
    {
        Background background = space.Background;
        ulong key = CounterRandom.Key(options.Seed, (ulong)options.Size, (ulong)options.Method);
        var centres = new List<double[]>();
        double[] distances = new double[background.RowCount];
        Array.Fill(distances, 1);
        while (centres.Count < options.Size)
        {
            double total = 0;
            for (int row = 0; row < distances.Length; row++)
                total += background.Weights[row] * distances[row];
            if (total <= 0)
                break; // Every row is a centre already.

            double[] chosen = background.Row(Draw(background, distances, total * (CounterRandom.Next(key, (ulong)centres.Count) >> 11) / (1UL << 53))).ToArray();
            for (int row = 0; row < distances.Length; row++)
            {
                double distance = space.Distance(background.Row(row), chosen);
                distances[row] = centres.Count == 0 ? distance : Math.Min(distances[row], distance);
            }

            centres.Add(chosen);
        }

        return [.. centres];
    }

    private static int Draw(Background background, double[] distances, double mark)
    {
        int last = 0;
        for (int row = 0; row < distances.Length; row++)
        {
            double share = background.Weights[row] * distances[row];
            if (share <= 0)
                continue;
            last = row;
            mark -= share;
            if (mark < 0)
                break;
        }

        return last;
    }

    /// <summary>Gives every row to the nearest centre.</summary>
    /// <returns>Whether any changed.</returns>
    private static bool Assign(RowSpace space, double[][] centres, int[] owners)
    {
        bool changed = false;
        for (int row = 0; row < owners.Length; row++)
        {
            int nearest = 0;
            double least = double.PositiveInfinity;
            for (int centre = 0; centre < centres.Length; centre++)
            {
                double distance = space.Distance(space.Background.Row(row), centres[centre]);
                if (distance < least)
                    (nearest, least) = (centre, distance);
            }

            changed |= owners[row] != nearest;
            owners[row] = nearest;
        }

        return changed;
    }

    /// <summary>The middle of a centre's rows, or null if it has none.</summary>
    private static double[]? Centre(RowSpace space, int[] owners, int centre, SummaryMethod method)
    {
        int[] rows = [.. Enumerable.Range(0, owners.Length).Where(row => owners[row] == centre)];
        if (rows.Length == 0)
            return null;
        if (method == SummaryMethod.KMedoids)
            return space.Background.Row(rows.MinBy(candidate => rows.Sum(row => space.Background.Weights[row] * Math.Sqrt(space.Distance(space.Background.Row(row), space.Background.Row(candidate)))))).ToArray();
        return [.. Enumerable.Range(0, space.Background.ColumnCount).Select(column => Middle(space, rows, column))];
    }

    /// <summary>The mean of numbers, or the value that weighs most; missing if that weighs most.</summary>
    private static double Middle(RowSpace space, int[] rows, int column)
    {
        Background background = space.Background;
        var weights = new Dictionary<double, double>();
        double sum = 0, total = 0;
        foreach (int row in rows)
        {
            double value = background.Row(row)[column], weight = background.Weights[row];
            double known = space.IsNumber(column) && !double.IsNaN(value) ? 0 : value;
            weights[known] = weights.GetValueOrDefault(known) + weight;
            if (!double.IsNaN(value))
                (sum, total) = (sum + (weight * value), total + weight);
        }

        double heaviest = weights.MaxBy(entry => entry.Value).Key;
        return space.IsNumber(column) && !double.IsNaN(heaviest) ? sum / total : heaviest;
    }

    private static Background Build(RowSpace space, double[][] centres, int[] owners, SummaryMethod method)
    {
        Background background = space.Background;
        var cells = new List<double>();
        var weights = new List<double>();
        foreach (int centre in owners.Distinct())
        {
            double weight = 0;
            for (int row = 0; row < owners.Length; row++)
                weight += owners[row] == centre ? background.Weights[row] : 0;
            weights.Add(weight);
            cells.AddRange(method == SummaryMethod.KMedoids ? centres[centre] : centres[centre].Select((value, column) => Nearest(space, column, value)));
        }

        return new Background([.. cells], background.ColumnCount, weights);
    }

    /// <summary>The value of a column that is nearest to a mean of it, so that a summary asks the model of nothing that cannot be.</summary>
    private static double Nearest(RowSpace space, int column, double mean)
    {
        double nearest = mean, least = double.PositiveInfinity;
        for (int row = 0; !double.IsNaN(mean) && row < space.Background.RowCount; row++)
        {
            double value = space.Background.Row(row)[column];
            if (Math.Abs(value - mean) < least)
                (nearest, least) = (value, Math.Abs(value - mean));
        }

        return nearest;
    }
}
