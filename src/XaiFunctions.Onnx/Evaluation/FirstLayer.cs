using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Core.Games;
using XaiFunctions.Onnx.Graphs;
using XaiFunctions.Onnx.Protos;
using XaiFunctions.Onnx.Sessions;
using XaiFunctions.Onnx.Structures;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>
/// The affine map with which a graph begins, and the rest of the graph as a model of its own. What the map makes of a masked row is a sum of the players' parts, so that the map need not be worked out
/// for each: <see cref="LayerMixer"/>.
/// </summary>
internal sealed class FirstLayer : IDisposable
{
    /// <summary>Two ways of summing in single precision, through the layers of a network, stay nearer to each other than this share of the largest answer.</summary>
    private const double Tolerance = 1e-4;

    private const int CheckedRows = 256;

    private readonly double[] weights;
    private readonly double[] biases;
    private readonly bool singlePrecision;
    private readonly ConditionalWeakTable<Background, object> agreements = [];

    private FirstLayer(LayerCut cut, OutputRun rest, int columnCount, bool singlePrecision)
    {
        Affine map = cut.First;
        Rest = rest;
        Slot = new(new ModelInput(cut.Input, ElementType.Float, [-1, map.Width]), [.. Enumerable.Range(0, map.Width)]);
        IsRectified = cut.IsRectified;
        ColumnCount = columnCount;
        this.singlePrecision = singlePrecision;
        biases = map.Biases;
        weights = new double[columnCount * map.Width];
        for (int at = 0; at < weights.Length; at++)
            weights[at] = map.Weights[at % map.Width][at / map.Width];
    }

    /// <summary>The rest of the graph.</summary>
    public OutputRun Rest { get; }

    /// <summary>The rest's only input.</summary>
    public InputSlot Slot { get; }

    /// <summary>Whether the rest is given max(0, x) of each number.</summary>
    public bool IsRectified { get; }

    /// <summary>The number of cells in a row.</summary>
    public int ColumnCount { get; }

    /// <summary>The numbers that the map makes of a row.</summary>
    public int Width => biases.Length;

    /// <summary>Cuts a model and opens the rest.</summary>
    /// <param name="model">The model, of which only one output is left if it was cut before its post-transform.</param>
    /// <param name="layout">How the table's columns are divided among inputs.</param>
    /// <param name="whole">What is worked out of the whole model.</param>
    /// <param name="options">How sessions are opened.</param>
    /// <returns>Null if the graph does not begin with an affine map, or ONNX Runtime does not take the rest for a model.</returns>
    public static FirstLayer? Open(ModelProto model, InputLayout layout, OutputRun whole, OnnxSessionOptions options)
    {
        if (!options.FactorsFirstLayer || layout.FixedRows is not null || LayerCut.Create(model, layout, whole.Output.Name) is not { } cut)
            return null;

        InferenceSession runtime;
        try
        {
            runtime = RuntimeSessions.Open(cut.Model.ToByteArray(), options);
        }
        catch (InvalidModelException)
        {
            // Say of double precision: the whole model answers, as it does for every graph without such a layer.
            return null;
        }

        return new(cut, whole with { Runtime = runtime }, layout.ColumnCount, StructureReader.ReadsSingles(new GraphIndex(model.Graph), layout));
    }

    /// <summary>Whether sums of parts and the rest answer for background rows as the whole model does; found out once for each background.</summary>
    /// <param name="background">The background.</param>
    /// <param name="predict">The whole model: cells to outputs.</param>
    public bool Agrees(Background background, Action<ReadOnlyMemory<double>, Memory<double>> predict) =>
        (bool)agreements.GetValue(background, _ => Compare(background, predict));

    /// <summary>
    /// What each part of the columns adds to the map's numbers beyond what <paramref name="origin"/> adds: differences are as small as the numbers themselves, where a cell may be large.
    /// </summary>
    /// <param name="cells">A row's cells.</param>
    /// <param name="origin">The cells of some row.</param>
    /// <param name="parts">The columns of each part.</param>
    /// <param name="terms">parts x <paramref name="stride"/>, of which the map's width is overwritten.</param>
    /// <param name="stride">The room for the numbers of a part.</param>
    /// <param name="sum">Room for the map's numbers.</param>
    public void Terms(ReadOnlySpan<double> cells, ReadOnlySpan<double> origin, int[][] parts, Span<float> terms, int stride, Span<double> sum)
    {
        for (int part = 0; part < parts.Length; part++)
        {
            sum.Clear();
            foreach (int column in parts[part])
                Add(weights.AsSpan(column * Width, Width), Read(cells[column]) - origin[column], sum);
            FloatCells.Convert(sum, terms.Slice(part * stride, Width));
        }
    }

    /// <summary>The map's numbers of a row.</summary>
    /// <param name="origin">A row's cells.</param>
    /// <param name="numbers">One a number; overwritten.</param>
    public void Apply(ReadOnlySpan<double> origin, Span<float> numbers)
    {
        double[] sum = [.. biases];
        for (int column = 0; column < ColumnCount; column++)
            Add(weights.AsSpan(column * Width, Width), origin[column], sum);
        FloatCells.Convert(sum, numbers);
    }

    /// <summary>The cells from which differences are taken: those of the first background row as the model reads them, 0 where that has none.</summary>
    public double[] OriginOf(Background background) =>
        Array.ConvertAll(background.Row(0).ToArray(), cell => double.IsFinite(Read(cell)) ? Read(cell) : 0);

    /// <inheritdoc/>
    public void Dispose() => Rest.Runtime.Dispose();

    /// <summary>Adds a cell to numbers; one without weight adds nothing even if it is missing.</summary>
    private static void Add(ReadOnlySpan<double> weights, double cell, Span<double> sum)
    {
        if (double.IsFinite(cell))
        {
            TensorPrimitives.MultiplyAdd(weights, cell, sum, sum);
            return;
        }

        for (int number = 0; number < sum.Length; number++)
            sum[number] += weights[number] == 0 ? 0 : weights[number] * cell;
    }

    private double Read(double cell) => singlePrecision ? (float)cell : cell;

    /// <summary>Puts background rows together both as the known and as the unknown half of a mixture.</summary>
    private object Compare(Background background, Action<ReadOnlyMemory<double>, Memory<double>> predict)
    {
        int rows = Math.Min(CheckedRows, background.RowCount), outputs = Rest.Columns.Count;
        double[] expected = new double[rows * outputs], unknown = new double[rows * outputs], known = new double[rows * outputs];
        predict(background.Cells[..(rows * ColumnCount)].ToArray(), expected);
        bool[] masks = [.. Enumerable.Range(0, 2 * ColumnCount).Select(at => at < ColumnCount)];
        using var mixer = new LayerMixer(this, background, masks, rows);
        for (int first = 0, count; first < rows; first += count)
        {
            count = Math.Min(mixer.Capacity, rows - first);
            Span<double> knownAnswers = known.AsSpan(first * outputs, count * outputs), unknownAnswers = unknown.AsSpan(first * outputs, count * outputs);
            for (int at = 0; at < count; at++)
            {
                mixer.Begin(background.Row(first + at));
                mixer.Mix(at, [0], 0);
            }

            mixer.Predict(count, knownAnswers);
            for (int at = 0; at < count; at++)
                mixer.Mix(at, [1], first + at);
            mixer.Predict(count, unknownAnswers);
        }

        double largest = Math.Max(1e-3, expected.Max(Math.Abs));
        return Enumerable.Range(0, expected.Length).All(at =>
            Math.Abs(known[at] - expected[at]) <= Tolerance * largest && Math.Abs(unknown[at] - expected[at]) <= Tolerance * largest);
    }
}
