using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Summaries;

/// <summary>What is summed over the rows for one output.</summary>
internal sealed class OutputSums(ExplanationFrame frame, int output)
{
    private readonly DyadicHistogram predictions = new();
    private ExactSum predictionSum;
    private ExactSum predictionSquares;
    private ExactSum halfWidths;
    private long count;
    private long uncertain;
    private double largestHalfWidth;
    private readonly double[] blockErrors = new double[frame.Players.Count];
    private readonly PlayerSums[] players = [.. Enumerable.Range(0, frame.Players.Count).Select(_ => new PlayerSums())];

    private readonly InteractionSums interactions = new(frame.Players);

    public ExtremeRow Highest { get; private set; }

    public ExtremeRow Lowest { get; private set; }

    public ExtremeRow LeastCertain { get; private set; }

    public ExactSum HalfWidths => halfWidths;

    public long Uncertain => uncertain;

    public double LargestHalfWidth => largestHalfWidth;

    public void Add(RowExplanation row, ReadOnlySpan<double> values)
    {
        OutputExplanation explanation = row.Outputs[output];
        ReadOnlySpan<double> attributions = explanation.Attributions.Span;
        ReadOnlySpan<double> errors = explanation.StandardErrors.Span;
        ReadOnlySpan<double> widths = explanation.IntervalHalfWidths.Span;
        double widest = 0;
        for (int player = 0; player < attributions.Length; player++)
        {
            players[player].Add(attributions[player], errors[player], values[player]);
            blockErrors[player] += errors[player];
            halfWidths.Add(widths[player]);
            widest = Math.Max(widest, widths[player]);
            if (widths[player] > 0 && Math.Abs(attributions[player]) <= widths[player])
                uncertain++;
        }

        interactions.Add(explanation.Interactions.Span);
        count++;
        largestHalfWidth = Math.Max(largestHalfWidth, widest);
        predictionSum.Add(explanation.Prediction);
        predictionSquares.Add(explanation.Prediction * explanation.Prediction);
        predictions.Add(explanation.Prediction);
        Highest = Highest.Or(row, explanation.Prediction);
        Lowest = Lowest.Or(row, -explanation.Prediction);
        if (widest > 0)
            LeastCertain = LeastCertain.Or(row, widest);
    }

    public void EndBlock()
    {
        for (int player = 0; player < players.Length; player++)
            players[player].AddBlockError(blockErrors[player]);
        Array.Clear(blockErrors);
    }

    public void Add(OutputSums other)
    {
        for (int player = 0; player < players.Length; player++)
            players[player].Add(other.players[player]);
        interactions.Add(other.interactions);
        count += other.count;
        uncertain += other.uncertain;
        largestHalfWidth = Math.Max(largestHalfWidth, other.largestHalfWidth);
        halfWidths.Add(other.halfWidths);
        predictionSum.Add(other.predictionSum);
        predictionSquares.Add(other.predictionSquares);
        predictions.Add(other.predictions);
        Highest = Highest.Or(other.Highest);
        Lowest = Lowest.Or(other.Lowest);
        LeastCertain = LeastCertain.Or(other.LeastCertain);
    }

    public IReadOnlyList<PlayerImportance> Importance(ValueSums[] values)
    {
        PlayerImportance[] ranked =
        [
            .. players
                .Select((sums, player) => sums.ToImportance(frame.Players.Names[player], count, values[player]))
                .OrderByDescending(importance => importance.MeanAbsolute ?? double.NegativeInfinity),
        ];
        for (int index = 0; index < ranked.Length; index++)
        {
            bool tied = index + 1 < ranked.Length && ranked[index].Low <= ranked[index + 1].High;
            ranked[index] = ranked[index] with { Rank = index + 1, TiedWithNext = tied };
        }

        return ranked;
    }

    public IReadOnlyList<PairInteraction>? Interactions() => interactions.Strongest();

    public PredictionSummary Predictions(int most)
    {
        double mean = predictionSum.Value / count;
        double variance = Math.Max(0, (predictionSquares.Value - (count * mean * mean)) / (count - 1));
        bool any = predictions.Count > 0;
        return new PredictionSummary(
            count,
            any ? predictions.Minimum : null,
            any ? predictions.Maximum : null,
            PlayerSums.Finite(mean),
            count > 1 ? PlayerSums.Finite(Math.Sqrt(variance)) : null,
            any ? [.. new[] { 0.05, 0.25, 0.5, 0.75, 0.95 }.Select(predictions.Quantile)] : [],
            predictions.ToHistogram(Bins(most)));
    }

    // About twice the cube root of the count (Rice's rule): as many as the rows can fill.
    private int Bins(int most)
    {
        const int fewest = 4;
        int bins = fewest;
        while (bins < most && Math.Pow(bins / 2, 3) < count)
            bins += 2;
        return bins;
    }

    public void Write(BinaryWriter writer)
    {
        foreach (PlayerSums player in players)
            player.Write(writer);
        interactions.Write(writer);
        writer.Write(count);
        writer.Write(uncertain);
        writer.Write(largestHalfWidth);
        halfWidths.Write(writer);
        predictionSum.Write(writer);
        predictionSquares.Write(writer);
        predictions.Write(writer);
        Highest.Write(writer);
        Lowest.Write(writer);
        LeastCertain.Write(writer);
    }

    public void Read(BinaryReader reader)
    {
        for (int player = 0; player < players.Length; player++)
            players[player] = PlayerSums.Read(reader);
        interactions.Read(reader);
        count = reader.ReadInt64();
        uncertain = reader.ReadInt64();
        largestHalfWidth = reader.ReadDouble();
        halfWidths = ExactSum.Read(reader);
        predictionSum = ExactSum.Read(reader);
        predictionSquares = ExactSum.Read(reader);
        predictions.Add(DyadicHistogram.Read(reader));
        Highest = ExtremeRow.Read(reader);
        Lowest = ExtremeRow.Read(reader);
        LeastCertain = ExtremeRow.Read(reader);
    }
}

/// <summary>The row with the largest value of something; the first one among equals.</summary>
internal readonly record struct ExtremeRow(RowExplanation? Row, double Value)
{
    public ExtremeRow Or(RowExplanation row, double value) => Beats(row, value) ? new ExtremeRow(row.Detached(), value) : this;

    public ExtremeRow Or(ExtremeRow other) => other.Row is not null && Beats(other.Row, other.Value) ? other : this;

    public void Write(BinaryWriter writer)
    {
        writer.Write(Row is not null);
        if (Row is null)
            return;
        writer.Write(Value);
        RowBytes.Write(writer, Row);
    }

    public static ExtremeRow Read(BinaryReader reader)
    {
        if (!reader.ReadBoolean())
            return default;
        double value = reader.ReadDouble();
        return new ExtremeRow(RowBytes.Read(reader), value);
    }

    private bool Beats(RowExplanation row, double value) =>
        !double.IsNaN(value) && (Row is null || value > Value || (value == Value && row.Row < Row.Row));
}
