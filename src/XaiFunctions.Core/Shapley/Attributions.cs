using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Shapley;

/// <summary>Why no more coalitions were valued for a row; of several rows, the last reason of this list that holds for one of them.</summary>
public enum StopReason
{
    /// <summary>There is no sampling error: every coalition was valued, or a closed form was used.</summary>
    Exact,

    /// <summary>The errors asked for were reached.</summary>
    Converged,

    /// <summary>The evaluations allowed for a row were spent.</summary>
    Budget,

    /// <summary>The time allowed was over.</summary>
    Deadline,
}

/// <summary>
/// The Shapley values of rows with their errors. All numbers are in the explained space, and
/// <c>BaseValues[output] + sum over players of Values = Predictions</c> up to <see cref="MaxAdditivityResidual"/>.
/// </summary>
public sealed partial class Attributions
{
    internal Attributions(int rowCount, int playerCount, double[] baseValues, double[] predictions, string method, StopReason stopReason, int backgroundFreedom = 0)
    {
        RowCount = rowCount;
        PlayerCount = playerCount;
        BaseValues = baseValues;
        Predictions = predictions;
        Method = method;
        Values = new double[rowCount * OutputCount * playerCount];
        StandardErrors = new double[Values.Length];
        IntervalHalfWidths = new double[Values.Length];
        BackgroundFreedom = backgroundFreedom;
        BackgroundErrors = backgroundFreedom > 0 ? new double[Values.Length] : null;
        Fidelities = new double[predictions.Length];
        Array.Fill(Fidelities, double.NaN);
        Evaluations = new int[rowCount];
        Rounds = new int[rowCount];
        StopReasons = new StopReason[rowCount];
        Array.Fill(StopReasons, stopReason);
    }

    /// <summary>The number of rows explained.</summary>
    public int RowCount { get; }

    /// <summary>The number of outputs explained.</summary>
    public int OutputCount => BaseValues.Length;

    /// <summary>The number of players.</summary>
    public int PlayerCount { get; }

    /// <summary>The Shapley values. Row-major: rows x outputs x players.</summary>
    public double[] Values { get; }

    /// <summary>
    /// The standard error of each value that comes from not valuing every coalition; 0 if it is exact, infinite if the sample is too small to tell.
    /// Row-major: rows x outputs x players.
    /// </summary>
    public double[] StandardErrors { get; }

    /// <summary>Half the width of the 95 % interval of each value; 0 if it is exact, infinite if unknown. Row-major: rows x outputs x players.</summary>
    public double[] IntervalHalfWidths { get; }

    /// <summary>
    /// The standard error of each value that comes from the background being a sample: how far the value would differ, were as many background rows drawn anew from where
    /// these came from. Apart from <see cref="StandardErrors"/>; the two are independent, so their squares add. Null where it is not told: for a single background row, and where keeping what
    /// it takes would need too much memory. Row-major: rows x outputs x players.
    /// </summary>
    /// <remarks>
    /// With identity link a value is the weighted mean of what it is for each background row, so this is the standard error of a mean; otherwise by the delta method. Sampled and enumerated
    /// values take it from the means of up to 8 groups of background rows over the same coalitions (the first round's, if there are several), the closed form of trees from what such groups give to it, that of linear models from all rows.
    /// </remarks>
    public double[]? BackgroundErrors { get; }

    /// <summary>The degrees of freedom of <see cref="BackgroundErrors"/>: the groups of background rows less one. 0 without them.</summary>
    public int BackgroundFreedom { get; }

    /// <summary>v(all) of each row. Row-major: rows x outputs.</summary>
    public double[] Predictions { get; }

    /// <summary>v(empty) of each output.</summary>
    public double[] BaseValues { get; }

    /// <summary>
    /// How much of what the model does with coalitions the attributions tell: 1 - E[(v(S) - v(empty) - sum of phi over S)^2] / Var[v(S)], S of any size from 1 to n - 1 with equal chance.
    /// 1 if the model adds its players up, less the more they act together; below 0 if the mean of the values would be nearer to them. NaN where no coalition was valued: for a closed form. Row-major: rows x outputs.
    /// </summary>
    public double[] Fidelities { get; }

    /// <summary>The coalitions valued for each row, the empty and the full one not counted.</summary>
    public int[] Evaluations { get; }

    /// <summary>The rounds in which the coalitions of each row were valued: 1 unless an error was asked for, 0 if none was valued.</summary>
    public int[] Rounds { get; }

    /// <summary>Why no more coalitions were valued for each row.</summary>
    public StopReason[] StopReasons { get; }

    /// <summary>The last of the rows' <see cref="StopReasons"/>.</summary>
    public StopReason StopReason => StopReasons.Max();

    /// <summary>The rows that have no attributions, in order: their values and errors are NaN.</summary>
    public IReadOnlyList<RowFailure> Failures { get; private set; } = [];

    /// <summary>How the values were found, for documents: "exact enumeration", "leverage-sampled KernelSHAP".</summary>
    public string Method { get; }

    /// <summary>The largest |base value + sum of values - prediction| of any row and output.</summary>
    public double MaxAdditivityResidual
    {
        get
        {
            double largest = 0;
            for (int i = 0; i < Predictions.Length; i++)
            {
                double sum = BaseValues[i % OutputCount];
                foreach (double value in Values.AsSpan(i * PlayerCount, PlayerCount))
                    sum += value;
                if (Math.Abs(sum - Predictions[i]) is var residual && residual > largest) // false for the NaN of rows without attributions
                    largest = residual;
            }

            return largest;
        }
    }

    /// <summary>The Shapley values of one row and output, one a player.</summary>
    public ReadOnlySpan<double> ValuesOf(int row, int output) => Values.AsSpan(((row * OutputCount) + output) * PlayerCount, PlayerCount);

    /// <summary>
    /// The largest half-width of a row; with <paramref name="relative"/> each over max phi - min phi of its output. 0 if all is exact, infinite if errors are unknown or there is no range.
    /// </summary>
    internal double LargestHalfWidth(int row, bool relative)
    {
        double largest = 0;
        for (int output = 0; output < OutputCount; output++)
        {
            double widest = 0, lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
            foreach (double halfWidth in IntervalHalfWidths.AsSpan(((row * OutputCount) + output) * PlayerCount, PlayerCount))
                widest = Math.Max(widest, halfWidth);
            foreach (double value in ValuesOf(row, output))
                (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
            largest = Math.Max(largest, widest > 0 && relative ? widest / (highest - lowest) : widest);
        }

        return largest;
    }

    /// <summary>Takes away the attributions of rows that cannot be explained.</summary>
    internal Attributions Without(IReadOnlyList<RowFailure> failures)
    {
        int length = OutputCount * PlayerCount;
        foreach (RowFailure failure in failures)
        {
            foreach (double[]? numbers in (double[]?[])[Values, StandardErrors, IntervalHalfWidths, BackgroundErrors])
                numbers?.AsSpan(failure.Row * length, length).Fill(double.NaN);
            Fidelities.AsSpan(failure.Row * OutputCount, OutputCount).Fill(double.NaN);
            Evaluations[failure.Row] = Rounds[failure.Row] = 0;
        }

        Failures = failures;
        return this;
    }

    /// <summary>A copy whose rows can be changed.</summary>
    internal Attributions Copy() => Concat([this]);

    /// <summary>Puts the rows of several parts behind one another.</summary>
    /// <param name="parts">At least one; all of the same game and options.</param>
    /// <exception cref="ArgumentException">There is no part, or the parts differ in players, base values or method.</exception>
    public static Attributions Concat(IReadOnlyList<Attributions> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("There is nothing to put together.", nameof(parts));

        Attributions first = parts[0];
        if (parts.Any(part => part.PlayerCount != first.PlayerCount || part.Method != first.Method || !part.BaseValues.AsSpan().SequenceEqual(first.BaseValues)))
            throw new ArgumentException("The attributions are of different games or methods.", nameof(parts));

        var all = new Attributions(
            parts.Sum(part => part.RowCount), first.PlayerCount, first.BaseValues, [.. parts.SelectMany(part => part.Predictions)], first.Method, StopReason.Exact, parts.Min(part => part.BackgroundFreedom));
        int row = 0;
        var failures = new List<RowFailure>();
        foreach (Attributions part in parts)
        {
            int at = row * all.OutputCount * all.PlayerCount;
            part.Values.CopyTo(all.Values, at);
            part.StandardErrors.CopyTo(all.StandardErrors, at);
            part.IntervalHalfWidths.CopyTo(all.IntervalHalfWidths, at);
            if (all.BackgroundErrors is { } errors)
                part.BackgroundErrors!.CopyTo(errors, at);
            part.Fidelities.CopyTo(all.Fidelities, row * all.OutputCount);
            part.Evaluations.CopyTo(all.Evaluations, row);
            part.Rounds.CopyTo(all.Rounds, row);
            part.StopReasons.CopyTo(all.StopReasons, row);
            failures.AddRange(part.Failures.Select(failure => failure with { Row = failure.Row + row }));
            row += part.RowCount;
        }

        all.Failures = failures;
        return all;
    }
}
