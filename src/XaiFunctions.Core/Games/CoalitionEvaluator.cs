namespace XaiFunctions.Core.Games;

/// <summary>
/// Values a fixed list of coalitions for one row after another. Holds all its buffers, so that valuing a row allocates nothing;
/// to be used by one thread at a time.
/// </summary>
/// <remarks>
/// A masked row is fixed by (S without the players in which the row equals the background row): equal ones are evaluated once.
/// Which rows share a call of the model depends on the row, the background and this list of coalitions only, because a model's
/// last bits may depend on its batch.
/// </remarks>
internal sealed class CoalitionEvaluator : ICoalitionEvaluator
{
    /// <summary>Beyond this many differing players coalitions hardly ever coincide, and the search would be wasted.</summary>
    private const int MaxPlayersForDuplicates = 32;

    private readonly ExplanationGame game;
    private readonly ulong[] coalitions;
    private readonly int count;
    private readonly int words;
    private readonly int outputs;
    private readonly int chunkRows;
    private readonly int tileBackgrounds;
    private readonly IMixer mixer;
    private readonly double[] answers;
    private readonly int[] slots;
    private readonly int[] slotBackground;
    private readonly double[] groupSums;
    private readonly DistinctCoalitions distinct;
    private readonly int[] everything;
    private readonly int[] fresh;
    private int buffered;
    private int answered;
    private long currentRow;

    /// <param name="game">The game.</param>
    /// <param name="coalitions">Bit i of word i / 64: whether player i is in. Row-major: coalitions x words.</param>
    public CoalitionEvaluator(ExplanationGame game, ReadOnlySpan<ulong> coalitions)
    {
        this.game = game;
        this.coalitions = coalitions.ToArray();
        words = (game.Players.Count + 63) / 64;
        count = coalitions.Length / words;
        outputs = game.Model.OutputCount;
        bool[] masks = ExpandColumns();
        mixer = (game.Model as IMixingModel)?.CreateMixer(game.Background, masks, game.ChunkRows) ?? new CellMixer(game.Model, game.Background, masks, game.ChunkRows);
        chunkRows = mixer.Capacity;
        tileBackgrounds = Math.Clamp(4 * chunkRows / Math.Max(count, 1), 1, game.Background.RowCount);
        answers = new double[tileBackgrounds * count * outputs];
        slots = new int[tileBackgrounds * count];
        slotBackground = new int[tileBackgrounds * count];
        groupSums = new double[game.Background.GroupWeights.Length * count * outputs];
        distinct = new(this.coalitions, words, game.Players);
        everything = [.. Enumerable.Range(0, count)];
        fresh = new int[count];
    }

    /// <summary>The rows given to the model so far.</summary>
    public long ModelRows { get; private set; }

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> row, long rowNumber, Span<double> values, Span<double> deviations, CancellationToken cancellation)
    {
        Array.Clear(groupSums);
        currentRow = rowNumber;
        mixer.Begin(row);
        for (int first = 0; first < game.Background.RowCount; first += tileBackgrounds)
        {
            int length = Math.Min(tileBackgrounds, game.Background.RowCount - first);
            answered = buffered = 0;
            for (int b = 0; b < length; b++)
                Enqueue(row, first + b, slots.AsSpan(b * count, count), cancellation);
            Flush(cancellation);
            for (int b = 0; b < length; b++)
                Accumulate(slots.AsSpan(b * count, count), first + b);
        }

        BackgroundDeviations.Reduce(groupSums, game, values, deviations);
    }

    /// <summary>Gives the buffers back.</summary>
    public void Dispose() => mixer.Dispose();

    private void Enqueue(ReadOnlySpan<double> row, int background, Span<int> slotOf, CancellationToken cancellation)
    {
        int different = distinct.Start(row, game.Background.Row(background)), first = answered + buffered;
        bool search = different < game.Players.Count && different <= MaxPlayersForDuplicates;
        ReadOnlySpan<int> left = search ? distinct.Find(fresh, first, slotOf) : everything;
        if (!search)
        {
            for (int coalition = 0; coalition < slotOf.Length; coalition++)
                slotOf[coalition] = first + coalition;
        }

        slotBackground.AsSpan(first, left.Length).Fill(background);
        while (!left.IsEmpty)
        {
            if (buffered == chunkRows)
                Flush(cancellation);
            int count = Math.Min(chunkRows - buffered, left.Length);
            mixer.Mix(buffered, left[..count], background);
            buffered += count;
            left = left[count..];
        }
    }

    private void Flush(CancellationToken cancellation)
    {
        if (buffered == 0)
            return;

        cancellation.ThrowIfCancellationRequested();
        Span<double> target = answers.AsSpan(answered * outputs, buffered * outputs);
        mixer.Predict(buffered, target);
        if (ExplanationGame.FirstNotFinite(target) is var bad and >= 0)
            throw new ModelOutputException(currentRow, slotBackground[answered + (bad / outputs)], bad % outputs);

        ModelRows += buffered;
        answered += buffered;
        buffered = 0;
    }

    private void Accumulate(ReadOnlySpan<int> slotOf, int background)
    {
        double weight = game.Background.Weights[background];
        Span<double> values = groupSums.AsSpan(background % game.Background.GroupWeights.Length * count * outputs, count * outputs);
        if (outputs == 1)
        {
            ReadOnlySpan<double> all = answers;
            for (int coalition = 0; coalition < values.Length && coalition < slotOf.Length; coalition++)
                values[coalition] += weight * all[slotOf[coalition]];
            return;
        }

        for (int coalition = 0; coalition < slotOf.Length; coalition++)
        {
            Span<double> sum = values.Slice(coalition * outputs, outputs);
            ReadOnlySpan<double> answer = answers.AsSpan(slotOf[coalition] * outputs, outputs);
            for (int output = 0; output < sum.Length; output++)
                sum[output] += weight * answer[output];
        }
    }

    private bool[] ExpandColumns()
    {
        int columns = game.Model.ColumnCount;
        var masks = new bool[count * columns];
        int[] owner = [.. game.Players.Owner];
        for (int coalition = 0; coalition < count; coalition++)
        {
            for (int column = 0; column < columns; column++)
                masks[(coalition * columns) + column] = ((coalitions[(coalition * words) + (owner[column] >> 6)] >> (owner[column] & 63)) & 1) != 0;
        }

        return masks;
    }
}
