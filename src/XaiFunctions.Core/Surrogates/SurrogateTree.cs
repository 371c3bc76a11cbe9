using XaiFunctions.Core.Tables;

namespace XaiFunctions.Core.Surrogates;

/// <summary>How large a surrogate tree becomes.</summary>
public sealed record SurrogateOptions
{
    /// <summary>The most questions from the root to a leaf; 1 to 10.</summary>
    /// <value>The default is 4.</value>
    public int Depth { get; init; } = 4;

    /// <summary>The fewest rows of a leaf; at least 1.</summary>
    /// <value>The default is 20.</value>
    public int LeastLeaf { get; init; } = 20;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">One is.</exception>
    internal void Validate()
    {
        if (!(Depth is >= 1 and <= 10 && LeastLeaf >= 1))
            throw new ArgumentException("An option of the surrogate tree is out of its range.");
    }
}

/// <summary>A question on the way to a leaf.</summary>
/// <param name="Column">The column.</param>
/// <param name="IsEqual">Whether it asks for a category (or truth value), rather than for a number at most as large.</param>
/// <param name="Value">The category's code, or the number.</param>
/// <param name="IsYes">Whether this leaf lies where the answer is yes. A missing value is a no.</param>
public readonly record struct SurrogateStep(int Column, bool IsEqual, double Value, bool IsYes);

/// <summary>A leaf of a surrogate tree.</summary>
/// <param name="Steps">The questions on the way to it.</param>
/// <param name="Value">The mean output of its rows.</param>
/// <param name="Rows">The rows that it was made of.</param>
public sealed record SurrogateLeaf(IReadOnlyList<SurrogateStep> Steps, double Value, int Rows);

/// <summary>
/// A small regression tree that imitates a model (Craven and Shavlik 1996; grown as in Breiman et al. 1984): at each node the question that lowers the squared error of the outputs most, the
/// first column if several do. It is as good as its fidelity on rows that it was not made of, and no better.
/// </summary>
public sealed class SurrogateTree
{
    private const int MostCategories = 64;

    private readonly IReadOnlyList<Feature> features;
    private readonly double[] cells;
    private readonly double[] outputs;
    private readonly SurrogateOptions options;
    private readonly List<SurrogateLeaf> leaves = [];

    private SurrogateTree(IReadOnlyList<Feature> features, double[] cells, double[] outputs, SurrogateOptions options)
    {
        (this.features, this.cells, this.outputs, this.options) = (features, cells, outputs, options);
        Grow([.. Enumerable.Range(0, outputs.Length)], []);
    }

    /// <summary>The leaves, from left to right; every row belongs to one.</summary>
    public IReadOnlyList<SurrogateLeaf> Leaves => leaves;

    /// <summary>Grows a tree.</summary>
    /// <param name="features">The columns.</param>
    /// <param name="rows">Row-major: rows x columns.</param>
    /// <param name="outputs">The model's output for each row, finite.</param>
    /// <param name="options">How large; default: <see cref="SurrogateOptions"/>'s.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, or an option is out of its range.</exception>
    public static SurrogateTree Fit(IReadOnlyList<Feature> features, ReadOnlySpan<double> rows, ReadOnlySpan<double> outputs, SurrogateOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        options ??= new SurrogateOptions();
        options.Validate();
        if (outputs.Length == 0 || rows.Length != outputs.Length * features.Count)
            throw new ArgumentException("Rows, columns and outputs do not fit each other.", nameof(rows));
        return new SurrogateTree(features, rows.ToArray(), outputs.ToArray(), options);
    }

    /// <summary>The leaf of a row, an index into <see cref="Leaves"/>.</summary>
    public int LeafOf(ReadOnlySpan<double> row)
    {
        for (int leaf = 0; leaf < leaves.Count; leaf++)
        {
            bool isIn = true;
            foreach (SurrogateStep step in leaves[leaf].Steps)
                isIn = isIn && IsYes(step, row[step.Column]) == step.IsYes;
            if (isIn)
                return leaf;
        }

        throw new ArgumentException("The row has no leaf.", nameof(row));
    }

    private static bool IsYes(SurrogateStep step, double cell) => step.IsEqual ? cell == step.Value : cell <= step.Value;

    private void Grow(int[] rows, SurrogateStep[] steps)
    {
        SurrogateStep? best = steps.Length < options.Depth && rows.Length >= 2 * options.LeastLeaf ? Best(rows) : null;
        if (best is not { } question)
        {
            leaves.Add(new SurrogateLeaf(steps, rows.Average(row => outputs[row]), rows.Length));
            return;
        }

        ILookup<bool, int> sides = rows.ToLookup(row => IsYes(question, Cell(row, question.Column)));
        Grow([.. sides[true]], [.. steps, question with { IsYes = true }]);
        Grow([.. sides[false]], [.. steps, question with { IsYes = false }]);
    }

    private double Cell(int row, int column) => cells[(row * features.Count) + column];

    private SurrogateStep? Best(int[] rows)
    {
        double mean = rows.Average(row => outputs[row]);
        // What is gained in rounding errors is nothing.
        double most = rows.Sum(row => (1e-12 * (outputs[row] - mean) * (outputs[row] - mean)) + (1e-24 * outputs[row] * outputs[row]));
        SurrogateStep? best = null;
        for (int column = 0; column < features.Count; column++)
        {
            bool isEqual = features[column].Type is FeatureType.Category or FeatureType.Boolean;
            (double Gain, double Value)? found = isEqual ? BestCategory(rows, column, mean) : BestNumber(rows, column, mean);
            if (found is { } split && split.Gain > most)
                (most, best) = (split.Gain, new SurrogateStep(column, isEqual, split.Value, true));
        }

        return best;
    }

    // By how much the squared error falls if a side of so many rows, whose outputs less the mean have this sum, is split off.
    private static double Gain(double sum, double count, double all) => (sum * sum / count) + (sum * sum / (all - count));

    private (double Gain, double Value)? BestNumber(int[] rows, int column, double mean)
    {
        int[] sorted = [.. rows.Where(row => !double.IsNaN(Cell(row, column))).OrderBy(row => Cell(row, column))];
        (double Gain, double Value)? best = null;
        double sum = 0;
        for (int at = 0; at < sorted.Length; at++)
        {
            sum += outputs[sorted[at]] - mean;
            int count = at + 1;
            double here = Cell(sorted[at], column), next = at + 1 < sorted.Length ? Cell(sorted[at + 1], column) : double.NaN;
            if (here == next || count < options.LeastLeaf || rows.Length - count < options.LeastLeaf)
                continue;
            double gain = Gain(sum, count, rows.Length), middle = here + ((next - here) / 2);
            if (best is null || gain > best.Value.Gain)
                best = (gain, middle > here && middle < next ? middle : here);
        }

        return best;
    }

    private (double Gain, double Value)? BestCategory(int[] rows, int column, double mean) => rows
        .Where(row => !double.IsNaN(Cell(row, column)))
        .GroupBy(row => Cell(row, column))
        .Select(group => (Value: group.Key, Count: group.Count(), Sum: group.Sum(row => outputs[row] - mean)))
        .OrderByDescending(group => group.Count).ThenBy(group => group.Value)
        .Take(MostCategories)
        .Where(group => group.Count >= options.LeastLeaf && rows.Length - group.Count >= options.LeastLeaf)
        .Select(group => ((double Gain, double Value)?)(Gain(group.Sum, group.Count, rows.Length), group.Value))
        .MaxBy(split => split!.Value.Gain);
}
