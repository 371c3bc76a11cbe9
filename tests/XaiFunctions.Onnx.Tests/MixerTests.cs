using Google.Protobuf;
using XaiFunctions.Core.Games;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Onnx.Protos;

namespace XaiFunctions.Onnx.Tests;

public sealed class MixerTests
{
    [Theory]
    [InlineData("linear")]
    [InlineData("linear_flat")]
    [InlineData("logistic")]
    [InlineData("trees_binary")]
    [InlineData("trees_multiclass")]
    [InlineData("network_softmax")]
    [InlineData("network_complement")]
    public void Predict_Mixtures_GivesTheBytesOfTheirCells(string name)
    {
        using var fixture = new Fixture(name);
        foreach (OutputSpace space in new[] { OutputSpace.Raw, OutputSpace.Margin }.Where(fixture.HasSpace))
        {
            using var model = fixture.Model(space);
            Compare(model.Bind(fixture.Codes), fixture.Rows, new(fixture.Background, fixture.Columns.Count));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void Predict_AnyNumberOfColumns_GivesTheBytesOfTheCells(int columns)
    {
        using var session = OnnxSession.Open(Product(columns));
        string[] header = columns == 1 ? ["X"] : [.. Enumerable.Range(0, columns).Select(column => $"c{column}")];
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), header));
        var random = new Random(2);
        double[] Cells(int rows) => [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextDouble() < 0.05 ? double.NaN : random.NextDouble() - 0.5)];

        Compare(model.Bind(new()), Cells(3), new(Cells(4), columns));
    }

    [Theory]
    [InlineData("columns")]
    [InlineData("groups")]
    [InlineData("linear_batch8")]
    [InlineData("linear_double")]
    [InlineData("linear_int64")]
    public void CreateMixer_InputsOfAnotherForm_HasNone(string name)
    {
        using var fixture = new Fixture(name);
        using var model = fixture.Model();
        var background = new Background(fixture.Background, fixture.Columns.Count);

        Assert.Null(((IMixingModel)model.Bind(fixture.Codes)).CreateMixer(background, new bool[fixture.Columns.Count], 8));
    }

    private static void Compare(IModel model, double[] rows, Background background)
    {
        const int capacity = 12;
        int columns = model.ColumnCount, outputs = model.OutputCount;
        var random = new Random(1);
        bool[] masks = [.. Enumerable.Range(0, 5 * columns).Select(_ => random.Next(2) == 0)];
        using IMixer? mixer = ((IMixingModel)model).CreateMixer(background, masks, capacity);
        Assert.NotNull(mixer);

        // A call of all places, one of a few, and all again: nothing of an earlier call may remain.
        foreach ((int row, int count) in ((int, int)[])[(0, capacity), (1, 5), (2, capacity), (0, 1)])
        {
            double[] known = rows[(row * columns)..((row + 1) * columns)], mixtures = new double[count * columns];
            mixer.Begin(known);
            for (int place = 0; place < count;)
            {
                int[] chosen = [.. Enumerable.Range(0, Math.Min(count - place, 1 + random.Next(4))).Select(_ => random.Next(5))];
                int other = random.Next(background.RowCount);
                mixer.Mix(place, chosen, other);
                foreach (int mask in chosen)
                {
                    for (int column = 0; column < columns; column++)
                        mixtures[(place * columns) + column] = masks[(mask * columns) + column] ? known[column] : background.Row(other)[column];
                    place++;
                }
            }

            double[] actual = new double[count * outputs], expected = new double[count * outputs];
            mixer.Predict(count, actual);
            model.Predict(mixtures, expected);
            Assert.Equal(expected, actual);
        }
    }

    private static byte[] Product(int columns)
    {
        NodeProto product = ModelBuilder.Node("MatMul", "X", "y");
        product.Input.Add("w");
        var model = ModelProto.Parser.ParseFrom(
            ModelBuilder.Model([product], [ModelBuilder.Tensor("X", ModelBuilder.Float, -1, columns)], [ModelBuilder.Tensor("y", ModelBuilder.Float, -1, 2)]));
        var weights = new TensorProto { Name = "w", DataType = ModelBuilder.Float, Dims = { columns, 2 } };
        weights.FloatData.AddRange(Enumerable.Range(0, 2 * columns).Select(i => (float)Math.Sin(i + 1)));
        model.Graph.Initializer.Add(weights);
        return model.ToByteArray();
    }
}
