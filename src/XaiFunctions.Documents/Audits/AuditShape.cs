using XaiFunctions.Core.Drift;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits;

/// <summary>What labels say.</summary>
public enum LabelKind
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>Yes or no.</summary>
    Class,

    /// <summary>The actual number.</summary>
    Number,
}

/// <summary>
/// What an audit counts, and at which points: it follows from the model, its background and its policy alone, so that the parts of a sweep, counted
/// on many machines, fit together.
/// </summary>
public sealed class AuditShape
{
    private readonly NumberGrid?[] grids;
    private readonly string[]?[] categories;
    private readonly CellValue[][] rows;

    /// <param name="frame">The names of what rows contain.</param>
    /// <param name="output">The audited output, an index into <see cref="ExplanationFrame.Outputs"/>.</param>
    /// <param name="background">The background: the reference of the data.</param>
    /// <param name="codes">The codes of its category texts.</param>
    /// <param name="predictions">The audited output for each background row, in the frame's space: the reference of the predictions.</param>
    /// <param name="labels">What labels say.</param>
    /// <param name="performance">How performance is measured.</param>
    /// <param name="fairness">How fairness is audited; default: by the frame's sensitive columns.</param>
    /// <exception cref="InvalidOperationException">The fairness policy does not fit the frame: see <see cref="FairnessPolicy.ProblemWith"/>.</exception>
    public AuditShape(
        ExplanationFrame frame,
        int output,
        Background background,
        CategoryCodes codes,
        ReadOnlySpan<double> predictions,
        LabelKind labels,
        PerformanceOptions performance,
        FairnessPolicy? fairness = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(background);
        Frame = frame;
        Output = output;
        Labels = labels;
        Performance = performance;
        Predictions = NumberGrid.Of(predictions);
        grids = new NumberGrid?[frame.Features.Count];
        categories = new string[]?[frame.Features.Count];
        rows = [.. Enumerable.Range(0, background.RowCount).Select(row => Cells(frame, background.Row(row), codes))];
        for (int column = 0; column < grids.Length; column++)
        {
            if (frame.Features[column].Type == FeatureType.Category)
                categories[column] = [.. rows.Select(row => row[column].Text).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            else
                grids[column] = NumberGrid.Of([.. rows.Select(row => Number(row[column]))]);
        }

        Fairness = new FairnessShape(frame, fairness ?? new FairnessPolicy(), rows, performance);
        Reference = new DataCounts(this);
        for (int row = 0; row < rows.Length; row++)
            Reference.Add(rows[row], predictions[row]);
    }

    /// <summary>The names of what rows contain.</summary>
    public ExplanationFrame Frame { get; }

    /// <summary>The audited output.</summary>
    public int Output { get; }

    /// <summary>What labels say.</summary>
    public LabelKind Labels { get; }

    /// <summary>How performance is measured.</summary>
    public PerformanceOptions Performance { get; }

    /// <summary>The background, counted.</summary>
    public DataCounts Reference { get; }

    internal NumberGrid Predictions { get; }

    internal FairnessShape Fairness { get; }

    /// <summary>The columns of some players, at most so many, by which rows are put into groups: a one-hot group is one column.</summary>
    internal IReadOnlyList<RowGrouping> GroupingsOf(IReadOnlyList<string> players, int most) =>
        [.. players.Take(most).SelectMany(name => RowGrouping.OfPlayer(Frame, Frame.Players.Names.ToList().IndexOf(name), rows)).Take(most)];

    internal NumberGrid? GridOf(int column) => grids[column];

    internal string[]? CategoriesOf(int column) => categories[column];

    /// <summary>The prediction as a probability: log-odds and margins of yes/no models are logits; raw outputs are taken as they are.</summary>
    internal double Probability(double prediction) => Frame.Space == OutputSpaces.Raw ? prediction : 1 / (1 + Math.Exp(-prediction));

    /// <summary>A cell as a number; NaN if it is missing.</summary>
    internal static double Number(CellValue cell) => cell.Kind is CellKind.Number or CellKind.Boolean ? cell.Number : double.NaN;

    private static CellValue[] Cells(ExplanationFrame frame, ReadOnlySpan<double> row, CategoryCodes codes)
    {
        var cells = new CellValue[row.Length];
        for (int column = 0; column < row.Length; column++)
            cells[column] = CellValue.FromCell(frame.Features[column], row[column], codes);
        return cells;
    }
}
