using System.Buffers;
using System.Runtime.Intrinsics;
using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>Exact interventional Shapley values of a sum of trees against a weighted background, with players in place of features.</summary>
internal sealed class TreeClosedForm : ClosedForm
{
    /// <summary>The numbers that all leaf tables together may hold; trees beyond are walked.</summary>
    private const double MaxTableNumbers = 1 << 24;

    private readonly TreeEnsembleStructure structure;
    private readonly LeafTables? tables;
    private readonly TreePairWalk? walk;
    private readonly CompiledTrees reader;
    private readonly double[] baseValues;
    private readonly double[] offsets;
    private readonly Lazy<TreeInteractions> interactions;

    public TreeClosedForm(TreeEnsembleStructure structure, Background background, Players players)
    {
        this.structure = structure;
        int[] owner = [.. players.Owner];
        offsets = [.. structure.Explained.Select(margin => structure.BaseValues[margin])];
        baseValues = [.. offsets];
        (List<int> shallow, List<int> deep) = Divide(structure, owner, slots => LeafTables.TableSize(slots, withDeviations: false));
        bool fits = Divide(structure, owner, slots => LeafTables.TableSize(slots, withDeviations: true)).Shallow.Count == shallow.Count;
        BackgroundFreedom = fits ? background.GroupWeights.Length - 1 : 0;
        reader = new(structure, [], owner);
        var cells = new double[background.Cells.Length];
        reader.Read(background.Cells, cells);
        var read = new Background(cells, structure.ColumnCount, [.. background.Weights]);
        if (shallow.Count > 0)
        {
            var compiled = new CompiledTrees(structure, shallow, owner);
            tables = new(compiled, players.Count, new(compiled, read), BackgroundFreedom > 0, baseValues);
        }

        if (deep.Count > 0)
        {
            walk = new(new(structure, deep, owner), players.Count, read);
            walk.AddBaseValues(baseValues);
        }

        interactions = new(() => new(structure, owner, players.Count, read));
    }

    public override string Name => "closed form (interventional TreeSHAP)";

    public override ReadOnlySpan<double> BaseValues => baseValues;

    /// <summary>Told of up to 8 groups of background rows, unless tables for them would take so much memory that trees had to be walked instead.</summary>
    public override int BackgroundFreedom { get; }

    public override void Explain(ReadOnlySpan<double> row, Span<double> attributions, Span<double> predictions, Span<double> backgroundErrors)
    {
        attributions.Clear();
        offsets.CopyTo(predictions);
        double[] rented = ArrayPool<double>.Shared.Rent(structure.ColumnCount);
        Span<double> cells = rented.AsSpan(0, structure.ColumnCount);
        reader.Read(row, cells);
        Vector256<float>[] moved = ArrayPool<Vector256<float>>.Shared.Rent(backgroundErrors.Length);
        Span<Vector256<float>> deviations = moved.AsSpan(0, backgroundErrors.Length);
        deviations.Clear();
        tables?.Add(cells, attributions, predictions, deviations);
        walk?.Add(cells, attributions, predictions, deviations);
        for (int i = 0; i < backgroundErrors.Length; i++)
            backgroundErrors[i] = Math.Sqrt(Vector256.Sum(deviations[i] * deviations[i]));
        ArrayPool<double>.Shared.Return(rented);
        ArrayPool<Vector256<float>>.Shared.Return(moved);
    }

    public override void AddInteractions(ReadOnlySpan<double> row, Span<double> interactions)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(structure.ColumnCount);
        Span<double> cells = rented.AsSpan(0, structure.ColumnCount);
        reader.Read(row, cells);
        this.interactions.Value.Add(cells, interactions);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>The trees whose leaf tables fit into memory together, and the others.</summary>
    internal static (List<int> Shallow, List<int> Deep) Divide(TreeEnsembleStructure structure, int[] owner, Func<int, double> tableSize)
    {
        var shallow = new List<int>();
        var deep = new List<int>();
        double used = 0;
        for (int tree = 0; tree < structure.TreeCount; tree++)
        {
            double size = CompiledTrees.Fits(structure, tree)
                ? new CompiledTrees(structure, [tree], owner).Leaves.Sum(leaf => tableSize(leaf.Slots.Length))
                : double.PositiveInfinity;
            if (used + size <= MaxTableNumbers)
            {
                used += size;
                shallow.Add(tree);
            }
            else
            {
                deep.Add(tree);
            }
        }

        return (shallow, deep);
    }
}
