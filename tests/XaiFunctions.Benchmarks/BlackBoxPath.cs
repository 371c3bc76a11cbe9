using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// KernelSHAP on a model that is nothing but a black box, against raw ONNX Runtime scoring the same number of distinct masked rows from
/// ready-made buffers, one thread each.
/// </summary>
internal static class BlackBoxPath
{
    private const int Rows = 16, Evaluations = 640, Rounds = 7;

    public static Task RunAsync(TextWriter output)
    {
        output.WriteLine($"{Rows} rows of German Credit (61 columns, 20 players), {Evaluations} coalitions, 100 background rows, one thread, median of {Rounds}.\n");
        output.WriteLine("| model | distinct masked rows | masked rows/s | raw ONNX Runtime rows/s | time ratio | with solving |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (string name in SampleModel.Names)
        {
            using var sample = new SampleModel(name);
            output.WriteLine(Measure(name, sample));
        }

        return Task.CompletedTask;
    }

    private static string Measure(string name, SampleModel sample)
    {
        var options = new SamplingOptions { Method = ShapleyMethod.Kernel, MaxEvaluations = Evaluations };
        var recording = new RecordingModel(sample.Bound);
        double[] rows = [.. sample.Game.Background.Cells[..(Rows * sample.Bound.ColumnCount)]];
        Explain(recording);
        long distinct = recording.Chunks.Sum(chunk => (long)chunk.Length) / sample.Bound.ColumnCount;

        using var raw = new RawRuntime(sample, recording.Chunks);
        double[] medians = Timing.Medians(Rounds, () => Value(sample.Bound), raw.Score, () => Explain(sample.Bound));
        return FormattableString.Invariant(
            $"| {name} | {distinct:N0} | {distinct / medians[0]:N0} | {distinct / medians[1]:N0} | {medians[0] / medians[1]:F3} | {medians[2] / medians[1]:F3} |");

        ExplanationGame Game(IModel model) => new(model, sample.Game.Background, sample.Game.Players, sample.Game.Link);

        void Value(IModel model)
        {
            ExplanationGame game = Game(model);
            KernelShap.Sample(game, rows, 0, new GroupRange(0, KernelShap.GroupsFor(game, options)), options, CancellationToken.None);
        }

        void Explain(IModel model) => KernelShap.ExplainBlock(Game(model), rows, 0, options, CancellationToken.None);
    }

    /// <summary>Keeps the rows that it is given, chunk by chunk, as ONNX Runtime wants them.</summary>
    private sealed class RecordingModel(IModel inner) : IModel
    {
        public List<float[]> Chunks { get; } = [];

        public int ColumnCount => inner.ColumnCount;

        public int OutputCount => inner.OutputCount;

        public void Predict(ReadOnlySpan<double> cells, Span<double> outputs)
        {
            var chunk = new float[cells.Length];
            for (int i = 0; i < chunk.Length; i++)
                chunk[i] = (float)cells[i];
            Chunks.Add(chunk);
            inner.Predict(cells, outputs);
        }
    }
}
