using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// The valuing of coalitions by asking the model, against raw ONNX Runtime scoring the same number of distinct masked rows from ready-made buffers, one thread each: of models that are nothing but
/// black boxes, and of networks whose first layer is worked out as sums of the players' parts.
/// </summary>
internal static class BlackBoxPath
{
    private const int Rows = 16, Evaluations = 640, BackgroundRows = 100;

    public static Task RunAsync(TextWriter output)
    {
        output.WriteLine($"{Rows} rows of German Credit (61 columns, 20 players), {Evaluations} coalitions, {BackgroundRows} background rows, one thread, the least of many alternations.\n");
        Head(output);
        foreach (string name in SampleModel.Names)
        {
            using var sample = new SampleModel(name, options: new OnnxSessionOptions { FactorsFirstLayer = false });
            output.WriteLine(Measure(name, sample.Game, sample.Game.Background.Cells, sample.ModelBytes, sample.Model.Manifest.Output!, name == "boosted-trees" ? 5 : 25));
        }

        return Task.CompletedTask;
    }

    public static Task RunFirstLayerAsync(TextWriter output)
    {
        output.WriteLine($"{Rows} rows, {Evaluations} coalitions, {BackgroundRows} background rows, one thread, the least of many alternations; of the made networks every column is a player, and no two cells are equal.\n");
        Head(output);
        using (var sample = new SampleModel("network"))
            output.WriteLine(Measure("network", sample.Game, sample.Game.Background.Cells, sample.ModelBytes, sample.Model.Manifest.Output!, 21));
        foreach (int[] widths in (int[][])[[30, 64, 64, 1], [100, 256, 128, 1], [100, 256, 1], [20, 64, 32, 1]])
            output.WriteLine(MeasureMade(widths));
        return Task.CompletedTask;
    }

    private static void Head(TextWriter output)
    {
        output.WriteLine("| model | distinct masked rows | masked rows/s | raw ONNX Runtime rows/s | time ratio | with solving |");
        output.WriteLine("|---|---|---|---|---|---|");
    }

    private static string MeasureMade(int[] widths)
    {
        byte[] bytes = MadeNetwork.Create(widths);
        string[] header = [.. Enumerable.Range(0, widths[0]).Select(column => $"c{column}")];
        using OnnxSession session = OnnxSession.Open(bytes);
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), header));
        var random = new Random(1);
        double[] Cells(int rows) => [.. Enumerable.Range(0, rows * widths[0]).Select(_ => (2 * random.NextDouble()) - 1)];
        var game = new ExplanationGame(model.Bind(new CategoryCodes()), new Background(Cells(BackgroundRows), widths[0]), model.Players, model.Link);
        return Measure(string.Join('-', widths), game, Cells(Rows), bytes, model.Manifest.Output!, 7);
    }

    private static string Measure(string name, ExplanationGame game, ReadOnlySpan<double> cells, byte[] model, string output, int rounds)
    {
        var options = new SamplingOptions { Method = ShapleyMethod.Kernel, MaxEvaluations = Evaluations };
        double[] rows = [.. cells[..(Rows * game.Model.ColumnCount)]];
        var recording = new RecordingModel(game.Model);
        Value(Of(recording));
        long distinct = recording.Chunks.Sum(chunk => (long)chunk.Length) / game.Model.ColumnCount;

        using var raw = new RawRuntime(model, output, game.Model.ColumnCount, recording.Chunks);
        double[] least = Timing.Least(rounds, () => Value(Of(game.Model)), raw.Score, () => KernelShap.ExplainBlock(Of(game.Model), rows, 0, options, CancellationToken.None));
        return FormattableString.Invariant(
            $"| {name} | {distinct:N0} | {distinct / least[0]:N0} | {distinct / least[1]:N0} | {least[0] / least[1]:F3} | {least[2] / least[1]:F3} |");

        ExplanationGame Of(IModel asked) => new(asked, game.Background, game.Players, game.Link);

        void Value(ExplanationGame asked) =>
            KernelShap.Sample(asked, rows, 0, new GroupRange(0, KernelShap.GroupsFor(asked, options)), options, CancellationToken.None);
    }

    /// <summary>Keeps the rows that it is given, chunk by chunk, as ONNX Runtime wants them.</summary>
    private sealed class RecordingModel(IModel inner) : IModel
    {
        public List<float[]> Chunks { get; } = [];

        public int ColumnCount => inner.ColumnCount;

        public int OutputCount => inner.OutputCount;

        public void Predict(ReadOnlySpan<double> cells, Span<double> outputs)
        {
            Chunks.Add(Array.ConvertAll(cells.ToArray(), cell => (float)cell));
            inner.Predict(cells, outputs);
        }
    }
}
