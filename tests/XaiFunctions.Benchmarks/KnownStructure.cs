using XaiFunctions.Core.Shapley;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Benchmarks;

/// <summary>
/// Models whose structure is read out of the ONNX file: exact attributions of German Credit with 12 players, and sampled ones with 20. Masked rows are those that a black box
/// would have been asked for: rows x coalitions x background rows.
/// </summary>
internal static class KnownStructure
{
    private const int AllRows = 2560, SampledRows = 320, RawRepeats = 50;

    public static Task RunAsync(TextWriter output)
    {
        output.WriteLine($"100 background rows, {Environment.ProcessorCount} threads; ONNX Runtime on one.\n");
        output.WriteLine("| model, space | players | rows | method | processor s | rows per processor s | masked rows per processor s | times raw ONNX Runtime |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach ((string name, OutputSpace space) in ((string, OutputSpace)[])[("logistic-regression", OutputSpace.Raw), ("boosted-trees", OutputSpace.Raw), ("boosted-trees", OutputSpace.Margin)])
            output.WriteLine(Measure(name, space, AllRows, SampleModel.TwelvePlayers(name)));
        foreach (string name in SampleModel.Names)
            output.WriteLine(Measure(name, OutputSpace.Raw, SampledRows, null));
        return Task.CompletedTask;
    }

    private static string Measure(string name, OutputSpace space, int count, string? manifest)
    {
        using var sample = new SampleModel(name, space, manifest);
        double[] rows = Cells(sample, count);
        KernelShap.ExplainBlock(sample.Game, rows.AsSpan(0, CoalitionPlan.RowsPerBlock * sample.Bound.ColumnCount), 0, new SamplingOptions(), CancellationToken.None);

        Attributions[] blocks = [];
        double processor = Timing.Processor(() => blocks = ParallelRun.Explain(sample, rows, new SamplingOptions()));
        int players = sample.Game.Players.Count, coalitions = blocks[0].Evaluations[0] is var valued and > 0 ? valued : (1 << players) - 2;
        double masked = (double)count * coalitions * sample.Game.Background.RowCount / processor;
        return FormattableString.Invariant(
            $"| {name}, {space} | {players} | {count:N0} | {blocks[0].Method} | {processor:F2} | {count / processor:N0} | {masked:N0} | {masked / RawRate(sample, rows):F1} |");
    }

    private static double[] Cells(SampleModel sample, int count)
    {
        string file = Path.GetTempFileName();
        try
        {
            SampleRows.Write(file, count);
            return SampleRows.Read(file, sample);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Rows a second of ONNX Runtime on one thread.</summary>
    private static double RawRate(SampleModel sample, double[] rows)
    {
        var chunks = new List<float[]> { Array.ConvertAll(rows, cell => (float)cell) };
        using var raw = new RawRuntime(sample.ModelBytes, sample.Model.Manifest.Output!, sample.Bound.ColumnCount, chunks);
        double[] medians = Timing.Medians(9, () =>
        {
            for (int i = 0; i < RawRepeats; i++)
                raw.Score();
        });
        return RawRepeats * rows.Length / sample.Bound.ColumnCount / medians[0];
    }
}
