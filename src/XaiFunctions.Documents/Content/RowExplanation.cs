namespace XaiFunctions.Documents.Content;

/// <summary>The explanation of one row.</summary>
/// <param name="Row">The 1-based data row of the scoring file; rejected rows count too.</param>
/// <param name="Cells">The input values in the order of <see cref="ExplanationFrame.Features"/>.</param>
/// <param name="Outputs">One explanation an output, in the order of <see cref="ExplanationFrame.Outputs"/>.</param>
/// <param name="Evaluations">The coalitions valued for this row, the empty and the full one not counted.</param>
public sealed record RowExplanation(
    long Row,
    IReadOnlyList<CellValue> Cells,
    IReadOnlyList<OutputExplanation> Outputs,
    long Evaluations)
{
    /// <summary>Why sampling stopped for this row: "exact", "converged", "budget" or "deadline".</summary>
    public string StopReason { get; init; } = StopReasons.Exact;

    /// <summary>The rounds in which the coalitions were valued; 0 if none was.</summary>
    public long Rounds { get; init; }

    /// <summary>A copy that shares no memory with this one, for rows that are kept while the arrays behind them go. It has no interactions: they are large.</summary>
    internal RowExplanation Detached() => this with
    {
        Cells = [.. Cells],
        Outputs = [.. Outputs.Select(output => output with
        {
            Attributions = output.Attributions.ToArray(),
            StandardErrors = output.StandardErrors.ToArray(),
            IntervalHalfWidths = output.IntervalHalfWidths.ToArray(),
            Interactions = default,
            BackgroundErrors = output.BackgroundErrors.ToArray(),
        })],
    };
}

/// <summary>How one output of one row came about. All numbers are in the document's space.</summary>
/// <param name="Prediction">The model's output for the row.</param>
/// <param name="BaseValue">The output with every player unknown: the average over the background.</param>
/// <param name="Attributions">One a player; together with the base value they sum to the prediction.</param>
/// <param name="StandardErrors">The standard error of each attribution; 0 if exact, infinite or NaN if it cannot be told.</param>
/// <param name="IntervalHalfWidths">Half the width of each attribution's 95 % interval; 0 if exact, infinite or NaN if it cannot be told.</param>
public sealed record OutputExplanation(
    double Prediction,
    double BaseValue,
    ReadOnlyMemory<double> Attributions,
    ReadOnlyMemory<double> StandardErrors,
    ReadOnlyMemory<double> IntervalHalfWidths)
{
    /// <summary>
    /// How much of what the model does with coalitions the attributions tell: 1 if it adds its players up, less the more they act together
    /// (<see cref="Core.Shapley.Attributions.Fidelities"/>). NaN if no coalition was valued.
    /// </summary>
    public double Fidelity { get; init; } = double.NaN;

    /// <summary>
    /// The interactions of all pairs of players, row-major players x players, as <see cref="Core.Interactions.InteractionMatrices"/> lays them out: half of a pair's interaction in
    /// either place, main effects on the diagonal; empty if they were not asked for or are not offered.
    /// </summary>
    public ReadOnlyMemory<double> Interactions { get; init; }

    /// <summary>
    /// The standard error of each attribution that comes from the background being a sample, apart from <see cref="StandardErrors"/>; empty if it is not told
    /// (<see cref="Core.Shapley.Attributions.BackgroundErrors"/>).
    /// </summary>
    public ReadOnlyMemory<double> BackgroundErrors { get; init; }

    /// <summary>|base value + sum of the attributions - prediction|.</summary>
    public double AdditivityResidual
    {
        get
        {
            double sum = BaseValue;
            foreach (double attribution in Attributions.Span)
                sum += attribution;
            return Math.Abs(sum - Prediction);
        }
    }

    /// <summary>
    /// The largest half-width over the range of the attributions, max - min over the players; 0 if all are exact, infinite if it cannot be told.
    /// </summary>
    public double LargestRelativeHalfWidth
    {
        get
        {
            double widest = 0, lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
            foreach (double halfWidth in IntervalHalfWidths.Span)
                widest = double.IsNaN(halfWidth) ? double.PositiveInfinity : Math.Max(widest, halfWidth);
            foreach (double attribution in Attributions.Span)
                (lowest, highest) = (Math.Min(lowest, attribution), Math.Max(highest, attribution));
            return widest == 0 ? 0 : widest / (highest - lowest);
        }
    }
}

/// <summary>The words that documents use for why sampling stopped.</summary>
public static class StopReasons
{
    /// <summary>Every coalition was valued, or a closed form was used: there is no sampling error.</summary>
    public const string Exact = "exact";

    /// <summary>The intervals became as narrow as asked.</summary>
    public const string Converged = "converged";

    /// <summary>The evaluations allowed were spent.</summary>
    public const string Budget = "budget";

    /// <summary>The time allowed was spent.</summary>
    public const string Deadline = "deadline";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Exact, Converged, Budget, Deadline];
}
