using System.Globalization;
using System.Text.Json;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Benchmarks.Estimators;

/// <summary>A row whose exact attributions are known, and whose coalitions can be valued as often as wanted.</summary>
internal sealed class PlayedRow
{
    private readonly ExplanationGame game;
    private readonly double[] row;
    private readonly double[]? table;
    private readonly double baseValue;

    public PlayedRow(ExplanationGame game, double[] row)
    {
        this.game = game;
        this.row = row;
        bool all = game.Players.Count <= SamplingOptions.MaxEnumeratedPlayers;
        SamplingOptions options = all ? new() { MaxEvaluations = (1 << game.Players.Count) - 2 } : new();
        BlockStatistics statistics = KernelShap.Sample(game, row, 0, new GroupRange(0, KernelShap.GroupsFor(game, options)), options, CancellationToken.None);
        Attributions exact = KernelShap.Solve(statistics);
        if (exact.StopReason != StopReason.Exact)
            throw new InvalidOperationException("The exact attributions of the row cannot be had.");

        Exact = exact.Values;
        baseValue = exact.BaseValues[0];
        Difference = exact.Predictions[0] - exact.BaseValues[0];
        table = statistics.Solved is null ? statistics.Values(0).ToArray() : null;
    }

    public int Players => game.Players.Count;

    public double[] Exact { get; }

    /// <summary>v(all) - v(empty).</summary>
    public double Difference { get; }

    /// <summary>The larger of |v(all)| and |v(empty)|: what the rounding of the model's answers goes by.</summary>
    public double Magnitude => Math.Max(Math.Abs(baseValue), Math.Abs(baseValue + Difference));

    /// <summary>Whether single coalitions can be looked up.</summary>
    public bool HasTable => table is not null;

    /// <summary>v(S) of a coalition, a bit a player; needs a table.</summary>
    public double Value(ulong coalition) => table![coalition - 1];

    /// <summary>v(S) - v(empty), of the empty and the full coalition too.</summary>
    public double Worth(ulong coalition) => coalition == 0 ? 0 : coalition == (1UL << Players) - 1 ? Difference : Value(coalition) - baseValue;

    public Sample Draw(int evaluations, long block)
    {
        var options = new SamplingOptions { Method = ShapleyMethod.Kernel, MaxEvaluations = evaluations };
        CoalitionPlan plan = CoalitionPlan.Create(Players, options, block);
        double[] values = table is not null
            ? [.. plan.Words.ToArray().Select(Value)]
            : KernelShap.Sample(game, row, block, new GroupRange(0, plan.GroupCount), options, CancellationToken.None).Values(0).ToArray();
        return new(this, plan, values);
    }

    /// <summary>What Core answers.</summary>
    public Attributions Explain(int evaluations, double? maxError, long block)
    {
        var options = new SamplingOptions { Method = ShapleyMethod.Kernel, MaxEvaluations = evaluations, MaxError = maxError };
        if (table is null)
            return KernelShap.ExplainBlock(game, row, block, options, CancellationToken.None);

        var looked = new ExplanationGame(new TableModel(this), new(new double[Players], Players), Core.Games.Players.OnePerColumn(game.Players.Names), Link.Identity);
        double[] cells = [.. Enumerable.Range(0, Players).Select(player => game.IsConstantInBackground(player) && game.EqualsBackground(player, row) ? 0.0 : 1)];
        return KernelShap.ExplainBlock(looked, cells, block, options, CancellationToken.None);
    }

    public double Error(double[] estimate) => estimate.Zip(Exact, (a, b) => (a - b) * (a - b)).Sum() / Exact.Sum(value => value * value);
}

/// <summary>The game itself as a model: a cell is 1 if its player is in.</summary>
internal sealed class TableModel(PlayedRow row) : IModel
{
    public int ColumnCount => row.Players;

    public int OutputCount => 1;

    public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            ulong coalition = 0;
            for (int player = 0; player < row.Players; player++)
                coalition |= rows[(i * row.Players) + player] != 0 ? 1UL << player : 0;
            outputs[i] = row.Worth(coalition);
        }
    }
}

/// <summary>A sample of a row's coalitions in pairs, with their values.</summary>
internal sealed record Sample(PlayedRow Row, CoalitionPlan Plan, double[] Values)
{
    public int Pairs => Values.Length / 2;

    public bool IsMember(int coalition, int player) => (Plan.Words[(coalition * Plan.WordCount) + (player >> 6)] >> (player & 63) & 1) != 0;

    public int Size(int coalition) => Enumerable.Range(0, Plan.PlayerCount).Count(player => IsMember(coalition, player));
}

/// <summary>The games on which estimators are compared: German Credit, and if the variable XAI_TRUTH names a folder of cases with their exact values, those of it too.</summary>
internal sealed record PlayedGame(string Name, IReadOnlyList<PlayedRow> Rows)
{
    private const int RowCount = 6;

    public static IEnumerable<PlayedGame> All()
    {
        foreach (string name in SampleModel.Names)
        {
            using var twelve = new SampleModel(name, OutputSpace.Raw, SampleModel.TwelvePlayers(name));
            yield return Of($"German Credit {name}, 8 players, 100 background rows", twelve.Game, Merge(twelve.Game.Players, 8), 100);
            yield return Of($"German Credit {name}, 12 players, 100 background rows", twelve.Game, twelve.Game.Players, 100);
            yield return Of($"German Credit {name}, 12 players, 1 background row", twelve.Game, twelve.Game.Players, 1);
        }

        using var trees = new SampleModel("boosted-trees", OutputSpace.Margin);
        Players columns = Players.OnePerColumn([.. Enumerable.Range(0, trees.Bound.ColumnCount).Select(i => $"c{i}")]);
        yield return Of("German Credit boosted-trees, margin, 61 players, 10 background rows", trees.Game, columns, 10);

        if (Environment.GetEnvironmentVariable("XAI_TRUTH") is not { } folder)
            yield break;
        foreach (string name in (string[])["xgb_adult", "adult_gbt", "adult_onehot_groups", "adult_mlp"])
        {
            ExplanationGame game = ReadCase(Path.Combine(folder, name));
            yield return Of($"{name}, 12 players, 100 background rows", game, game.Players, 100);
            yield return Of($"{name}, 12 players, 1 background row", game, game.Players, 1);
        }

        ExplanationGame communities = ReadCase(Path.Combine(folder, "communities_gbt"));
        yield return Of("communities_gbt, 101 players, 10 background rows", communities, communities.Players, 10);
        yield return Of("communities_gbt, 101 players, 1 background row", communities, communities.Players, 1);
    }

    /// <summary>Rows are taken from the end of the background, so that they differ from the rows that they are played against.</summary>
    private static PlayedGame Of(string name, ExplanationGame game, Players players, int backgroundRows)
    {
        int columns = game.Model.ColumnCount, available = game.Background.RowCount;
        IModel last = game.Model.OutputCount == 1 ? game.Model : new LastOutput(game.Model);
        return new(name, [.. Enumerable.Range(0, RowCount).Select(i =>
        {
            double[] background = game.Background.Cells.Slice(backgroundRows == 1 ? 3 * i * columns : 0, Math.Min(backgroundRows, available) * columns).ToArray();
            return new PlayedRow(new(last, new(background, columns), players, game.Link), game.Background.Row(available - 1 - (5 * i)).ToArray());
        })]);
    }

    private static Players Merge(Players players, int count) => new(
        [.. players.Names.Take(count)],
        [.. Enumerable.Range(0, count).Select(i => (int[])[.. Enumerable.Range(0, players.Count).Where(player => player % count == i).SelectMany(player => players.Columns(player).ToArray())])]);

    private static ExplanationGame ReadCase(string folder)
    {
        string[][] background = SampleModel.ReadCsv(Path.Combine(folder, "background.csv"));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        JsonElement groups = expected.RootElement.GetProperty("groups");
        string[] names = [.. expected.RootElement.GetProperty("players").EnumerateArray().Select(name => name.GetString()!)];
        var manifest = new ModelManifest
        {
            Players = groups.ValueKind != JsonValueKind.Array ? null : groups.EnumerateArray()
                .Select((group, i) => (Name: names[i], Columns: (IReadOnlyList<string>)[.. group.EnumerateArray().Select(column => background[0][column.GetInt32()])]))
                .ToDictionary(player => player.Name, player => player.Columns),
        };

        // The session lives as long as the process: the games go on asking it.
        OnnxSession session = OnnxSession.Open(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        var model = new ExplainableModel(session, ModelRegistration.Complete(session, manifest, background[0]));
        int[] places = [.. model.Schema.Features.Select(feature => Array.IndexOf(background[0], feature.Name))];
        double[] cells = [.. background.Skip(1).SelectMany(row => places.Select(place => double.Parse(row[place], CultureInfo.InvariantCulture)))];
        return new(model.Bind(new CategoryCodes()), new(cells, places.Length), model.Players, model.Link);
    }

    /// <summary>The last output of a model: the probability of the second class of two.</summary>
    private sealed class LastOutput(IModel inner) : IModel
    {
        public int ColumnCount => inner.ColumnCount;

        public int OutputCount => 1;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            var all = new double[outputs.Length * inner.OutputCount];
            inner.Predict(rows, all);
            for (int row = 0; row < outputs.Length; row++)
                outputs[row] = all[((row + 1) * inner.OutputCount) - 1];
        }
    }
}
