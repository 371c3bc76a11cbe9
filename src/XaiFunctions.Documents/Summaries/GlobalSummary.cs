using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.Documents.Summaries;

/// <summary>
/// Gathers what holds over all rows, block by block, in memory that does not grow with the rows. Sums are exact (not rounded until they
/// are read) and the kept rows are chosen by their numbers, so the summary of a job is the same to the bit whatever the order and grouping
/// in which its blocks are added and its parts merged.
/// </summary>
/// <remarks>Not safe for concurrent use: each piece of work makes its own part, and parts are merged.</remarks>
public sealed partial class GlobalSummary
{
    /// <summary>The most rows kept for plots over many rows.</summary>
    public const int MostSampledRows = 1000;

    /// <summary>The most first rows kept for the table of rows.</summary>
    public const int MostFirstRows = 200;

    /// <summary>The most bins of the histogram of predictions.</summary>
    public const int MostBins = 32;

    // Bounds the kept numbers of very wide models: 2 million are 16 MB.
    private const long NumbersKept = 2_000_000;
    private const int FewestKept = 20;

    private readonly OutputSums[] outputs;
    private readonly ValueSums[] values;
    private readonly int[] orderedColumns;
    private readonly RowSample sample;
    private readonly RowSample first;
    private readonly long[] rowsByReason = new long[StopReasons.All.Count];
    private long evaluations;
    private long mostEvaluations;
    private long mostRounds;
    private double largestResidual;
    private double largestRelativeHalfWidth;
    private ExactSum fidelities;
    private long fidelityCount;
    private double lowestFidelity = double.PositiveInfinity;
    private SummarySection? section;

    /// <param name="frame">The names and kinds of what the rows contain.</param>
    public GlobalSummary(ExplanationFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Frame = frame;
        outputs = [.. frame.Outputs.Select((_, output) => new OutputSums(frame, output))];
        values = new ValueSums[frame.Players.Count];
        orderedColumns = [.. Enumerable.Range(0, frame.Players.Count).Select(player => OrderedColumn(frame, player))];
        long numbersPerRow = frame.Features.Count + (3L * frame.Outputs.Count * frame.Players.Count);
        int affordable = (int)Math.Clamp(NumbersKept / numbersPerRow, FewestKept, MostSampledRows);
        sample = new RowSample(affordable, RowSample.Mixed);
        first = new RowSample(Math.Min(affordable, MostFirstRows), RowSample.InOrder);
    }

    /// <summary>The names and kinds of what the rows contain.</summary>
    public ExplanationFrame Frame { get; }

    /// <summary>The rows added.</summary>
    public long RowCount { get; private set; }

    /// <summary>
    /// A random sample of the rows (all of them while they are few), ordered by a hash of their number: a prefix is a random sample too.
    /// </summary>
    public IReadOnlyList<RowExplanation> SampledRows => sample.Rows.AsReadOnly();

    /// <summary>The first rows of the file that were explained, in file order.</summary>
    public IReadOnlyList<RowExplanation> FirstRows => first.Rows.AsReadOnly();

    /// <summary>Adds the rows of one whole block: those that were explained with the same coalitions, so that their errors may go together.</summary>
    /// <exception cref="ArgumentException">A row does not have the frame's features, outputs or players.</exception>
    public void AddBlock(IEnumerable<RowExplanation> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        section = null;
        Span<double> current = new double[values.Length];
        foreach (RowExplanation row in rows)
        {
            RowShape.Check(row, Frame);
            AddValues(row, current);
            for (int output = 0; output < outputs.Length; output++)
            {
                outputs[output].Add(row, current);
                AddFidelity(row.Outputs[output].Fidelity);
                largestResidual = Math.Max(largestResidual, row.Outputs[output].AdditivityResidual);
                largestRelativeHalfWidth = Math.Max(largestRelativeHalfWidth, row.Outputs[output].LargestRelativeHalfWidth);
            }

            RowCount++;
            evaluations += row.Evaluations;
            mostEvaluations = Math.Max(mostEvaluations, row.Evaluations);
            mostRounds = Math.Max(mostRounds, row.Rounds);
            rowsByReason[IndexOf(row.StopReason)]++;
            sample.Add(row);
            first.Add(row);
        }

        foreach (OutputSums output in outputs)
            output.EndBlock();
    }

    /// <summary>Adds all that another part gathered, over other blocks of the same job.</summary>
    /// <exception cref="ArgumentException">The other part is about a frame of another shape.</exception>
    public void Merge(GlobalSummary other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!other.Frame.Outputs.SequenceEqual(Frame.Outputs) || !other.Frame.Players.Names.SequenceEqual(Frame.Players.Names))
            throw new ArgumentException("The parts are about different outputs or players.", nameof(other));

        section = null;
        for (int output = 0; output < outputs.Length; output++)
            outputs[output].Add(other.outputs[output]);
        for (int player = 0; player < values.Length; player++)
            values[player].Add(other.values[player]);
        for (int reason = 0; reason < rowsByReason.Length; reason++)
            rowsByReason[reason] += other.rowsByReason[reason];
        RowCount += other.RowCount;
        evaluations += other.evaluations;
        mostEvaluations = Math.Max(mostEvaluations, other.mostEvaluations);
        mostRounds = Math.Max(mostRounds, other.mostRounds);
        largestResidual = Math.Max(largestResidual, other.largestResidual);
        largestRelativeHalfWidth = Math.Max(largestRelativeHalfWidth, other.largestRelativeHalfWidth);
        fidelities.Add(other.fidelities);
        fidelityCount += other.fidelityCount;
        lowestFidelity = Math.Min(lowestFidelity, other.lowestFidelity);
        sample.Add(other.sample);
        first.Add(other.first);
    }

    /// <summary>The summary section of the document, or null if there are no rows.</summary>
    public SummarySection? ToSection() => RowCount == 0 ? null : section ??= new SummarySection([.. outputs.Select(ToSection)]);

    /// <summary>The quality section of the document, or null if there are no rows.</summary>
    public QualitySection? ToQuality(long rowsRejected)
    {
        if (RowCount == 0)
            return null;

        double cells = (double)RowCount * outputs.Length * values.Length;
        double? mean = PlayerSums.Finite(AllHalfWidths() / cells);
        return new QualitySection(
            RowCount,
            rowsRejected,
            largestResidual,
            LargestHalfWidth(),
            mean,
            mean is null ? null : outputs.Sum(output => output.Uncertain) / cells)
        {
            Fidelity = fidelityCount == 0 ? null : fidelities.Value / fidelityCount,
            LowestFidelity = PlayerSums.Finite(lowestFidelity),
            RankStability = TopPlayers.Of(SampledRows),
        };
    }

    /// <summary>What the accuracy contract led to.</summary>
    public ReachedEntry ToReached(ContractEntry contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        Dictionary<string, long> byReason = [];
        for (int reason = 0; reason < rowsByReason.Length; reason++)
        {
            if (rowsByReason[reason] > 0)
                byReason.Add(StopReasons.All[reason], rowsByReason[reason]);
        }

        double? largest = LargestHalfWidth(), relative = RowCount == 0 ? null : PlayerSums.Finite(largestRelativeHalfWidth);
        return new ReachedEntry(
            byReason.Count == 1 ? byReason.Keys.Single() : "mixed",
            byReason,
            evaluations,
            mostEvaluations,
            mostRounds,
            largest,
            relative,
            contract.MaxError is { } asked ? (contract.MaxErrorIsRelative ? relative : largest) <= asked : null);
    }

    /// <summary>The rows worth a look for one output, each with the reason.</summary>
    /// <remarks>A row can be worth it for several reasons; it is then given once for each.</remarks>
    public IReadOnlyList<(string Kind, RowExplanation Row)> Telling(int output)
    {
        var telling = new List<(string, RowExplanation)>();
        if (RowCount == 0)
            return telling;

        telling.Add((TellingKinds.Typical, TypicalRow.Among(sample.Rows, output)));
        if (outputs[output].Highest.Row is { } highest)
            telling.Add((TellingKinds.Highest, highest));
        if (outputs[output].Lowest.Row is { } lowest)
            telling.Add((TellingKinds.Lowest, lowest));
        if (outputs[output].LeastCertain.Row is { } least)
            telling.Add((TellingKinds.LeastCertain, least));
        return telling;
    }

    private static int OrderedColumn(ExplanationFrame frame, int player) =>
        frame.SingleFeature(player) is { Type: not Core.Tables.FeatureType.Category } ? frame.Players.Columns(player)[0] : -1;

    private static int IndexOf(string reason)
    {
        for (int index = 0; index < StopReasons.All.Count; index++)
        {
            if (StopReasons.All[index] == reason)
                return index;
        }

        throw new ArgumentException($"'{reason}' is no stop reason; it is one of {string.Join(", ", StopReasons.All)}.", nameof(reason));
    }

    private OutputSummary ToSection(OutputSums sums, int output)
    {
        IReadOnlyList<PlayerImportance> importance = sums.Importance(values);
        return new(
            Frame.Outputs[output],
            PlayerSums.Finite(first.Rows[0].Outputs[output].BaseValue),
            sums.Predictions(MostBins),
            importance,
            [.. Telling(output).Select(telling => ToEntry(telling.Kind, telling.Row, output))])
        {
            Dependence = DependenceCurves.Of(Frame, SampledRows, output, importance),
            Interactions = sums.Interactions(),
        };
    }

    private static TellingRow ToEntry(string kind, RowExplanation row, int output)
    {
        double widest = 0;
        foreach (double width in row.Outputs[output].IntervalHalfWidths.Span)
            widest = Math.Max(widest, width);
        return new TellingRow(kind, row.Row, PlayerSums.Finite(row.Outputs[output].Prediction), PlayerSums.Finite(widest));
    }

    private void AddValues(RowExplanation row, Span<double> current)
    {
        for (int player = 0; player < current.Length; player++)
        {
            current[player] = double.NaN;
            if (orderedColumns[player] < 0)
                continue;

            CellValue cell = row.Cells[orderedColumns[player]];
            if (cell.Kind is not (CellKind.Number or CellKind.Boolean) || !ValueSums.Counts(cell.Number))
                continue;

            current[player] = cell.Number;
            values[player].Add(cell.Number);
        }
    }

    private void AddFidelity(double fidelity)
    {
        if (double.IsNaN(fidelity))
            return;
        fidelities.Add(fidelity);
        fidelityCount++;
        lowestFidelity = Math.Min(lowestFidelity, fidelity);
    }

    private double? LargestHalfWidth() => RowCount == 0 ? null : PlayerSums.Finite(outputs.Max(output => output.LargestHalfWidth));

    private double AllHalfWidths()
    {
        var sum = new ExactSum();
        foreach (OutputSums output in outputs)
            sum.Add(output.HalfWidths);
        return sum.Value;
    }
}
