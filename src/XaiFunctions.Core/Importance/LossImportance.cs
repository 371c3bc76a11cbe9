using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Core.Importance;

/// <summary>
/// Global importance by loss: how much of the reduction of the mean loss, from knowing nothing to knowing all, is owed to each player. <c>sum of Values = BaseLoss - ModelLoss</c>.
/// A player that makes answers worse has a negative value.
/// </summary>
public sealed record LossImportance
{
    /// <summary>The loss.</summary>
    public required Loss Loss { get; init; }

    /// <summary>The importance of each player, in units of the loss.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>The standard error of each value that comes from not valuing every coalition; 0 if exact, infinite if the sample is too small to tell.</summary>
    public required IReadOnlyList<double> StandardErrors { get; init; }

    /// <summary>Half the width of the 95 % interval of each value for these rows; 0 if exact. Blocks are sampled apart from each other, so their intervals add in squares.</summary>
    public required IReadOnlyList<double> IntervalHalfWidths { get; init; }

    /// <summary>
    /// The standard error of each value that comes from having these rows and not others of the same kind: the rows' own values' standard deviation over the square root of their
    /// number. What sampling adds to that deviation is in it, so it is on the safe side. Infinite for a single row.
    /// </summary>
    public required IReadOnlyList<double> RowStandardErrors { get; init; }

    /// <summary>The mean loss of the answer to nothing known, the mean over the background.</summary>
    public required double BaseLoss { get; init; }

    /// <summary>The mean loss of the model's own answers.</summary>
    public required double ModelLoss { get; init; }

    /// <summary>The number of rows.</summary>
    public required int RowCount { get; init; }

    /// <summary>The coalitions valued for each row, in all passes together.</summary>
    public required int Evaluations { get; init; }

    /// <summary>The passes over the rows.</summary>
    public required int Passes { get; init; }

    /// <summary>Why there were no more passes.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>How the values were found, for documents.</summary>
    public required string Method { get; init; }

    /// <summary>The largest half-width; with <paramref name="relative"/> over the largest less the smallest value.</summary>
    internal double LargestHalfWidth(bool relative)
    {
        double widest = IntervalHalfWidths.Max();
        return relative && widest > 0 ? widest / (Values.Max() - Values.Min()) : widest;
    }

    /// <summary>Puts the parts of all passes together; a block's passes count by their evaluations, and blocks by their rows. After a pass over all coalitions the others do not count.</summary>
    internal static LossImportance Of(Loss loss, IReadOnlyList<ImportancePart> parts)
    {
        int passes = parts.Max(part => part.Pass) + 1, players = parts[0].Values.Count, evaluations = parts.Where(part => part.Block == parts[0].Block).Sum(part => part.Evaluations);
        ImportancePart[] ordered = [.. parts.OrderBy(part => part.Pass).ThenBy(part => part.Block)];
        ImportancePart[] last = [.. ordered.Where(part => part.Pass == passes - 1)];
        bool exact = last[0].IsExact;
        if (exact)
            ordered = last;
        int rows = last.Sum(part => part.RowCount);
        double Share(ImportancePart part) => (double)part.RowCount / rows * (exact ? 1 : (double)part.Evaluations / evaluations);
        double Mean(Func<ImportancePart, double> of) => ordered.Sum(part => Share(part) * of(part));
        double[] Squares(Func<ImportancePart, int, double> of) =>
            [.. Enumerable.Range(0, players).Select(player => Math.Sqrt(ordered.Sum(part => Math.Pow(Share(part) * of(part, player), 2))))];
        return new()
        {
            Loss = loss,
            Values = [.. Enumerable.Range(0, players).Select(player => Mean(part => part.Values[player]))],
            StandardErrors = Squares((part, player) => part.StandardErrors[player]),
            IntervalHalfWidths = Squares((part, player) => part.IntervalHalfWidths[player]),
            RowStandardErrors = [.. Enumerable.Range(0, players).Select(player => RowError(last, player, rows))],
            BaseLoss = Mean(part => part.BaseLoss),
            ModelLoss = Mean(part => part.ModelLoss),
            RowCount = rows,
            Evaluations = evaluations,
            Passes = passes,
            StopReason = exact ? StopReason.Exact : StopReason.Budget,
            Method = exact ? KernelShap.ExactMethod : KernelShap.SampledMethod,
        };
    }

    private static double RowError(ImportancePart[] parts, int player, int rows)
    {
        if (rows < 2)
            return double.PositiveInfinity;

        double sum = parts.Sum(part => part.RowSums[player]), squares = parts.Sum(part => part.RowSquares[player]);
        double variance = Math.Max(0, squares - (sum * sum / rows)) / (rows - 1);
        return Math.Sqrt(variance / rows);
    }
}
