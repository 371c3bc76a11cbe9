using System.Runtime.InteropServices;
using XaiFunctions.Core.Games;
using XaiFunctions.Onnx.Evaluation;

namespace XaiFunctions.Onnx.Tests;

public sealed class AlignedMemoryTests
{
    private const int Trials = 24;

    private readonly List<byte[]> between = [];

    [Fact]
    public void Allocate_AnywhereInTheHeap_BeginsAtACacheLine()
    {
        for (int trial = 0; trial < Trials; trial++)
        {
            Shift(trial);
            Assert.Equal(0, Address(AlignedMemory.Allocate<float>(37)) % AlignedMemory.Alignment);
            Assert.Equal(0, Address(AlignedMemory.Allocate<double>(5)) % AlignedMemory.Alignment);
            Assert.Equal(0, Address(AlignedMemory.Allocate<bool>(3)) % AlignedMemory.Alignment);
        }
    }

    /// <summary>Activations that ONNX Runtime works out by vectors where the output's address allows it, and one by one before.</summary>
    [Theory]
    [InlineData("Exp")]
    [InlineData("Softplus")]
    [InlineData("Elu")]
    public void Predict_BuffersAnywhereInTheHeap_GivesTheSameBytes(string activation)
    {
        byte[] bytes = ModelBuilder.Changed("linear", model =>
        {
            model.Graph.Node[0].Output[0] = "z";
            model.Graph.Node.Add(ModelBuilder.Node(activation, "z", "variable"));
        });
        using var session = OnnxSession.Open(bytes);
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new(), ["a", "b", "c", "d"]));
        IModel bound = model.Bind(new());
        const int capacity = 37;
        double[] cells = [.. Enumerable.Range(0, capacity * 4).Select(at => Math.Sin(at))], expected = [];
        bool[] masks = [.. Enumerable.Range(0, capacity * 4).Select(at => at * 7 % 3 == 0)];
        for (int trial = 0; trial < Trials; trial++)
        {
            Shift(trial);
            double[] whole = new double[capacity], mixed = new double[capacity];
            using var another = new ExplainableModel(session, model.Manifest);
            another.Bind(new()).Predict(cells, whole);
            using IMixer mixer = ((IMixingModel)bound).CreateMixer(new(cells, 4), masks, capacity)!;
            mixer.Begin(cells.AsSpan(0, 4));
            mixer.Mix(0, [.. Enumerable.Range(0, capacity)], 1);
            mixer.Predict(capacity, mixed);
            expected = trial == 0 ? [.. whole, .. mixed] : expected;
            Assert.Equal(expected, (double[])[.. whole, .. mixed]);
        }
    }

    private static nint Address<T>(Memory<T> memory)
        where T : unmanaged => MemoryMarshal.TryGetArray(memory, out ArraySegment<T> part) ? Marshal.UnsafeAddrOfPinnedArrayElement(part.Array!, part.Offset) : 0;

    /// <summary>Moves the place where the next pinned array begins, by another number of bytes each time.</summary>
    private void Shift(int trial) => between.Add(GC.AllocateArray<byte>(8 * (1 + (trial % 7)), pinned: true));
}
