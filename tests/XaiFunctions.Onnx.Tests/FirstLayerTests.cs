using Google.Protobuf;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Onnx.Evaluation;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Onnx.Protos;
using XaiFunctions.Tests;

namespace XaiFunctions.Onnx.Tests;

public sealed class FirstLayerTests
{
    private const int Columns = 20, BackgroundRows = 9;

    private readonly Random random = new(4);

    [Theory]
    [InlineData("Relu", 24, OutputSpace.Raw)]
    [InlineData("Relu", 7, OutputSpace.Margin)]
    [InlineData("Tanh", 130, OutputSpace.Raw)]
    [InlineData("LeakyRelu", 64, OutputSpace.LogOdds)]
    [InlineData("Identity", 33, OutputSpace.Raw)]
    public void Mixer_NetworkOfAnyActivation_AnswersAsTheWholeModel(string activation, int width, OutputSpace space)
    {
        using var session = OnnxSession.Open(Network(activation, width));
        using var model = Model(session, space);
        var background = new Background(Cells(BackgroundRows), Columns);

        Assert.Equal(FirstLayerUse.Parts, model.FirstLayer(background, new()));
        Compare(model.Bind(new()), background, Cells(3));
    }

    [Fact]
    public void Mixer_ColumnsThatAreInputsOfTheirOwn_AnswersAsTheWholeModel()
    {
        using var session = OnnxSession.Open(OneInputAColumn());
        using var model = Model(session, OutputSpace.Raw);
        var background = new Background(Cells(BackgroundRows), Columns);

        Assert.Equal(FirstLayerUse.Parts, model.FirstLayer(background, new()));
        Compare(model.Bind(new()), background, Cells(3));
    }

    [Theory]
    [InlineData("Tanh")]
    [InlineData("Relu")]
    public void Mixer_MissingAndInfiniteCells_CountOnlyWhereTheyAreTaken(string activation)
    {
        using var session = OnnxSession.Open(Network(activation, 24));
        using var model = Model(session, OutputSpace.Raw);
        double[] row = Cells(1);
        row[3] = double.NaN;
        row[11] = double.PositiveInfinity;

        Compare(model.Bind(new()), new Background(Cells(BackgroundRows), Columns), row);
    }

    [Fact]
    public void Mixer_MissingCellsThatTheModelDrops_DoNotMatter()
    {
        const int width = 24, kept = Columns - 1;
        using var session = OnnxSession.Open(ModelBuilder.Rewritten(Network("Tanh", width), model =>
        {
            NodeProto chosen = Two("Gather", "X", "kept", "chosen");
            chosen.Attribute.Add(new AttributeProto { Name = "axis", Type = 2, I = 1 });
            model.Graph.Node.Insert(0, chosen);
            model.Graph.Node[1].Input[0] = "chosen";
            model.Graph.Initializer.Add(new TensorProto { Name = "kept", DataType = ModelBuilder.Int64, Dims = { kept }, Int64Data = { Enumerable.Range(0, kept).Select(column => (long)column) } });
            TensorProto weights = model.Graph.Initializer.First(tensor => tensor.Name == "w1");
            weights.Dims[0] = kept;
            while (weights.FloatData.Count > kept * width)
                weights.FloatData.RemoveAt(weights.FloatData.Count - 1);
        }));
        using var model = Model(session, OutputSpace.Raw);
        double[] row = Cells(1);
        row[^1] = double.NaN;

        Compare(model.Bind(new()), new Background(Cells(BackgroundRows), Columns), row);
    }

    [Fact]
    public void Mixer_CellsFarFromZero_LosesNoDigitsToTheirSize()
    {
        // As years are: the layer's numbers are small differences of large products.
        using var session = OnnxSession.Open(Network("Tanh", 24, offset: 2000));
        using var model = Model(session, OutputSpace.Raw);
        double[] Years(int rows) => Array.ConvertAll(Cells(rows), cell => Math.Round(2000 + (8 * cell)));

        Compare(model.Bind(new()), new Background(Years(BackgroundRows), Columns), Years(3));
    }

    [Fact]
    public void Mixer_BackgroundThatIsNotKept_GivesTheSameBytes()
    {
        using var session = OnnxSession.Open(Network("Relu", 24));
        using var model = Model(session, OutputSpace.Raw);
        var background = new Background(Cells(BackgroundRows), Columns);
        bool[] masks = [.. Enumerable.Range(0, 6 * Columns).Select(_ => random.Next(2) == 0)];
        double[] row = Cells(1), answers = new double[6 * BackgroundRows], again = new double[answers.Length];
        using var layer = Layer(session, model);
        using var all = new LayerMixer(layer, background, masks, answers.Length);
        using var few = new LayerMixer(layer, background, masks, answers.Length, keptNumbers: 3 * 6 * 32);

        foreach ((LayerMixer mixer, double[] target) in ((LayerMixer, double[])[])[(all, answers), (few, again), (few, again)])
        {
            mixer.Begin(row);
            for (int other = 0; other < BackgroundRows; other++)
                mixer.Mix(6 * other, [0, 1, 2, 3, 4, 5], other);
            mixer.Predict(answers.Length, target);
            Assert.Equal(answers, target);
        }
    }

    [Theory]
    [InlineData(true, 27)]
    [InlineData(true, 40)]
    [InlineData(false, 27)]
    [InlineData(false, 40)]
    public void Mixer_OnceMade_AllocatesNothing(bool factors, int capacity)
    {
        using var session = OnnxSession.Open(Network("Relu", 24), new OnnxSessionOptions { FactorsFirstLayer = factors });
        using var model = Model(session, OutputSpace.Raw);
        var background = new Background(Cells(BackgroundRows), Columns);
        bool[] masks = [.. Enumerable.Range(0, 6 * Columns).Select(_ => random.Next(2) == 0)];
        int[] some = [0, 3, 5];
        double[] row = Cells(1), answers = new double[some.Length * BackgroundRows];
        using IMixer mixer = ((IMixingModel)model.Bind(new())).CreateMixer(background, masks, capacity)!;
        Assert.Equal(factors, mixer is LayerMixer);
        void Work()
        {
            mixer.Begin(row);
            for (int other = 0; other < BackgroundRows; other++)
                mixer.Mix(some.Length * other, some, other);
            mixer.Predict(answers.Length, answers);
        }

        Work();
        Assert.Equal(0, Allocations.Of(Work));
    }

    [Fact]
    public void Sample_GroupByGroup_GivesTheBytesOfTheWholeBlock()
    {
        using var session = OnnxSession.Open(Network("Relu", 24));
        using var model = Model(session, OutputSpace.LogOdds);
        var background = new Background(Cells(BackgroundRows), Columns);
        double[] rows = Cells(5);
        var options = new SamplingOptions { MaxEvaluations = 300 };
        ExplanationGame Game() => new(model.Bind(new()), background, model.Players, model.Link);
        int groups = KernelShap.GroupsFor(Game(), options);
        var parts = new BlockStatistics[groups];

        Parallel.For(0, groups, group => parts[group] = KernelShap.Sample(Game(), rows, 0, new GroupRange(group, 1), options, default));

        Assert.True(groups > 1);
        Assert.Equal(KernelShap.Explain(Game(), rows, options, default).Values, KernelShap.Solve(BlockStatistics.Merge(parts)).Values);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("trees_binary")]
    [InlineData("groups")]
    [InlineData("columns")]
    [InlineData("network_softmax")]
    public void FirstLayer_NoneOrANarrowOne_IsLeftToTheRuntime(string name)
    {
        using var fixture = new Fixture(name);
        using var model = fixture.Model();

        Assert.Equal(FirstLayerUse.Runtime, model.FirstLayer(new Background(fixture.Background, fixture.Columns.Count), fixture.Codes));
    }

    [Fact]
    public void FirstLayer_SecondWayForTheCells_IsLeftToTheRuntime() => Assert.Equal(FirstLayerUse.Runtime, UseOf(ModelBuilder.Rewritten(Network("Relu", Columns), model =>
    {
        NodeProto around = ModelBuilder.Node("Add", "a1", "around");
        around.Input.Add("X");
        model.Graph.Node.Insert(3, around);
        model.Graph.Node[4].Input[0] = "around";
    })));

    [Fact]
    public void FirstLayer_CellsRoundedToWholeNumbers_IsLeftToTheRuntime() => Assert.Equal(FirstLayerUse.Runtime, UseOf(ModelBuilder.Rewritten(Network("Relu", 24), model =>
    {
        NodeProto whole = ModelBuilder.Node("Cast", "X", "whole"), back = ModelBuilder.Node("Cast", "whole", "back");
        whole.Attribute.Add(new AttributeProto { Name = "to", Type = 2, I = ModelBuilder.Int64 });
        back.Attribute.Add(new AttributeProto { Name = "to", Type = 2, I = ModelBuilder.Float });
        model.Graph.Node.Insert(0, back);
        model.Graph.Node.Insert(0, whole);
        model.Graph.Node[2].Input[0] = "back";
    })));

    [Fact]
    public void FirstLayer_NotWanted_IsLeftToTheRuntime() =>
        Assert.Equal(FirstLayerUse.Runtime, UseOf(Network("Relu", 24), new OnnxSessionOptions { FactorsFirstLayer = false }));

    /// <summary>Of products that take nearly all of each other back ONNX Runtime keeps no digit in single precision; what is explained is its answers, right or wrong.</summary>
    [Fact]
    public void FirstLayer_SumsThatCannotBeTrusted_Disagrees() => Assert.Equal(FirstLayerUse.Disagreeing, UseOf(ModelBuilder.Rewritten(Network("Tanh", 24), model =>
    {
        TensorProto weights = model.Graph.Initializer.First(tensor => tensor.Name == "w1");
        for (int at = 0; at < weights.FloatData.Count; at++)
            weights.FloatData[at] = at / 24 % 2 == 0 ? 1e8f * weights.FloatData[at] : -weights.FloatData[at - 24];
    })));

    private FirstLayerUse UseOf(byte[] bytes, OnnxSessionOptions? options = null)
    {
        using var session = OnnxSession.Open(bytes, options);
        using var model = Model(session, OutputSpace.Raw);
        double[] cells = Cells(BackgroundRows);
        for (int column = 1; column < cells.Length; column++)
            cells[column] = cells[0] + (1e-7 * cells[column]);
        return model.FirstLayer(new Background(cells, Columns), new());
    }

    /// <summary>Compares mixtures with what the whole model answers for their cells: rows of one call, of a part of one, and of another row.</summary>
    private void Compare(IModel model, Background background, double[] rows)
    {
        const int capacity = 40, count = 6;
        int outputs = model.OutputCount;
        bool[] masks = [.. Enumerable.Range(0, count * Columns).Select(at => (at / Columns) switch { 0 => true, 1 => false, 2 => at % 8 != 3, _ => random.Next(2) == 0 })];
        using IMixer mixer = ((IMixingModel)model).CreateMixer(background, masks, capacity)!;
        Assert.IsType<LayerMixer>(mixer);
        for (int row = 0; row < rows.Length / Columns; row++)
        {
            double[] known = rows[(row * Columns)..((row + 1) * Columns)];
            mixer.Begin(known);
            foreach (int size in (int[])[capacity, 17])
            {
                int[] others = [.. Enumerable.Range(0, size).Select(_ => random.Next(background.RowCount))], chosen = [.. others.Select(_ => random.Next(count))];
                for (int place = 0; place < size; place++)
                    mixer.Mix(place, [chosen[place]], others[place]);
                double[] mixtures = [.. Enumerable.Range(0, size * Columns).Select(at =>
                    masks[(chosen[at / Columns] * Columns) + (at % Columns)] ? known[at % Columns] : background.Row(others[at / Columns])[at % Columns])];
                double[] actual = new double[size * outputs], expected = new double[size * outputs];
                mixer.Predict(size, actual);
                model.Predict(mixtures, expected);
                Assert.Equal(expected.Select(double.IsNaN), actual.Select(double.IsNaN));
                PredictionTests.Near(Array.ConvertAll(expected, OrZero), Array.ConvertAll(actual, OrZero), 2e-5);
            }
        }
    }

    private static double OrZero(double answer) => double.IsNaN(answer) ? 0 : answer;

    private double[] Cells(int rows) => [.. Enumerable.Range(0, rows * Columns).Select(_ => (2 * random.NextDouble()) - 1)];

    private static ExplainableModel Model(OnnxSession session, OutputSpace space) =>
        new(session, ModelRegistration.Complete(session, new() { Space = space }, [.. Enumerable.Range(0, Columns).Select(column => $"c{column}")]));

    private static FirstLayer Layer(OnnxSession session, ExplainableModel model)
    {
        var layout = InputLayout.Create(session.Signature, [.. model.Schema.Features.Select(feature => feature.Name)], [])!;
        var run = new OutputRun(null!, new(), session.Signature.Outputs[0], new(2, 1), new([0]));
        return FirstLayer.Open(ModelProto.Parser.ParseFrom(Network("Relu", 24)), layout, run, new())!;
    }

    /// <summary>Two layers and a sigmoid; the cells less an offset go into the first.</summary>
    private static byte[] Network(string activation, int width, double offset = 0)
    {
        NodeProto shifted = Two("Sub", "X", "offset", "x0"), first = Two("Gemm", "x0", "w1", "h1"), second = Two("Gemm", "a1", "w2", "h2");
        first.Input.Add("b1");
        second.Input.Add("b2");
        NodeProto[] nodes = [shifted, first, ModelBuilder.Node(activation, "h1", "a1"), second, ModelBuilder.Node("Sigmoid", "h2", "y")];
        return WithWeights(nodes, [ModelBuilder.Tensor("X", ModelBuilder.Float, -1, Columns)], width, (float)offset);
    }

    /// <summary>The same as ML.NET writes it: every column is an input, and they are joined.</summary>
    private static byte[] OneInputAColumn()
    {
        NodeProto joined = ModelBuilder.Node("Concat", "c0", "x0");
        for (int column = 1; column < Columns; column++)
            joined.Input.Add($"c{column}");
        joined.Attribute.Add(new AttributeProto { Name = "axis", Type = 2, I = 1 });
        NodeProto[] nodes =
        [
            joined, Two("MatMul", "x0", "w1", "m1"), Two("Add", "m1", "b1", "h1"), ModelBuilder.Node("Relu", "h1", "a1"), Two("MatMul", "a1", "w2", "h2"), ModelBuilder.Node("Sigmoid", "h2", "y"),
        ];
        return WithWeights(nodes, [.. Enumerable.Range(0, Columns).Select(column => ModelBuilder.Tensor($"c{column}", ModelBuilder.Float, -1, 1))], 24, 0);
    }

    private static byte[] WithWeights(NodeProto[] nodes, ValueInfoProto[] inputs, int width, float offset)
    {
        var numbers = new Random(3);
        var model = ModelProto.Parser.ParseFrom(ModelBuilder.Model(nodes, inputs, [ModelBuilder.Tensor("y", ModelBuilder.Float, -1, 1)]));
        Constant("w1", Columns, width);
        Constant("b1", width);
        Constant("w2", width, 1);
        Constant("b2", 1);
        model.Graph.Initializer.Add(new TensorProto { Name = "offset", DataType = ModelBuilder.Float, Dims = { 1 }, FloatData = { offset } });
        return model.ToByteArray();

        void Constant(string name, params long[] shape)
        {
            var tensor = new TensorProto { Name = name, DataType = ModelBuilder.Float, Dims = { shape } };
            for (long i = shape.Aggregate(1L, (product, size) => product * size); i > 0; i--)
                tensor.FloatData.Add((float)numbers.NextDouble() - 0.5f);
            model.Graph.Initializer.Add(tensor);
        }
    }

    private static NodeProto Two(string op, string first, string second, string output)
    {
        NodeProto node = ModelBuilder.Node(op, first, output);
        node.Input.Add(second);
        return node;
    }
}
