using XaiFunctions.Core.Games;
using XaiFunctions.Core.Interactions;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Core.Structure;

namespace XaiFunctions.Benchmarks;

/// <summary>Exact interventional TreeSHAP: 100 full trees of random tests on 12 columns, so that hardly two leaves or rows are alike. What the background costs is in the first rows.</summary>
internal static class TreeShapSpeed
{
    private const int Trees = 100, Columns = 12, Rows = 512;

    public static Task RunAsync(TextWriter output)
    {
        output.WriteLine($"{Trees} trees, {Columns} players, raw space, one thread; {Rows} rows with all that is made for them, and {Rows} more.\n");
        output.WriteLine("| depth | background rows | first rows/s | later rows/s | later: us per row x background row | later rows/s with interactions |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (int depth in (int[])[3, 6])
        {
            foreach (int background in (int[])[25, 100, 400])
                output.WriteLine(Measure(depth, background));
        }

        return Task.CompletedTask;
    }

    private static string Measure(int depth, int background)
    {
        var random = new Random(5);
        double[] Cells(int rows) => [.. Enumerable.Range(0, rows * Columns).Select(_ => random.NextDouble())];
        var structure = new TreeEnsembleStructure(Columns, [.. Enumerable.Range(0, Trees).Select(_ => Tree(depth, random))], [0]);
        var players = Players.OnePerColumn([.. Enumerable.Range(0, Columns).Select(column => $"x{column}")]);
        var data = new Background(Cells(background), Columns);
        double[] first = Cells(Rows), later = Cells(Rows);
        ExplanationGame Game() => new(new Ensemble(structure), data, players, Link.Identity);
        KernelShap.Explain(Game(), first, new(), CancellationToken.None);

        ExplanationGame game = Game();
        double cold = Timing.Processor(() => KernelShap.Explain(game, first, new(), CancellationToken.None));
        double warm = Timing.Processor(() => KernelShap.Explain(game, later, new(), CancellationToken.None));
        ShapleyInteractions.Explain(game, first, new(), CancellationToken.None);
        double pairs = Timing.Processor(() => ShapleyInteractions.Explain(game, later, new(), CancellationToken.None));
        return FormattableString.Invariant(
            $"| {depth} | {background} | {Rows / cold:N0} | {Rows / warm:N0} | {1e6 * warm / Rows / background:F2} | {Rows / pairs:N0} |");
    }

    /// <summary>A full tree in the order of its levels.</summary>
    private static TreeNode[] Tree(int depth, Random random)
    {
        int inner = (1 << depth) - 1;
        return [.. Enumerable.Range(0, (2 * inner) + 1).Select(node => node < inner
            ? new TreeNode(SplitMode.LessOrEqual, random.Next(Columns), random.NextDouble(), (2 * node) + 1, (2 * node) + 2)
            : TreeNode.Leaf(new LeafWeight(0, random.NextDouble() - 0.5)))];
    }

    private sealed class Ensemble(TreeEnsembleStructure trees) : IStructuredModel
    {
        public int ColumnCount => Columns;

        public int OutputCount => 1;

        public ModelStructure Structure => trees;

        public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
        {
            for (int row = 0; row < outputs.Length; row++)
                trees.Margins(rows.Slice(row * Columns, Columns), outputs.Slice(row, 1));
        }
    }
}
