using XaiFunctions.Core.Shapley;

namespace XaiFunctions.Benchmarks;

/// <summary>Attributions in this process, the blocks shared among as many threads as there are cores.</summary>
internal static class ParallelRun
{
    public static Attributions[] Explain(SampleModel sample, double[] rows, SamplingOptions options)
    {
        int step = CoalitionPlan.RowsPerBlock * sample.Bound.ColumnCount;
        var blocks = new Attributions[(rows.Length + step - 1) / step];
        Parallel.For(0, blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, block =>
            blocks[block] = KernelShap.ExplainBlock(
                sample.Game, rows.AsSpan(block * step, Math.Min(step, rows.Length - (block * step))), block, options, CancellationToken.None));
        return blocks;
    }
}
