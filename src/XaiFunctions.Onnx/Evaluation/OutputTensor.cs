using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>The shape of an output for a number of rows.</summary>
/// <param name="Rank">Its number of dimensions; 1 means one number a row.</param>
/// <param name="Width">The numbers a row.</param>
internal readonly record struct OutputShape(int Rank, int Width)
{
    public long[] For(int rows) => Rank switch
    {
        1 => [rows],
        2 => [rows, Width],
        _ => [rows, Width, .. Enumerable.Repeat(1L, Rank - 2)],
    };
}

/// <summary>An output tensor of a fixed number of rows in memory that ONNX Runtime writes in place.</summary>
internal abstract class OutputTensor(OrtValue value) : IDisposable
{
    public OrtValue Value { get; } = value;

    /// <summary>Reads the first rows of some columns.</summary>
    /// <param name="columns">The output's columns wanted.</param>
    /// <param name="outputs">Row-major: rows x columns wanted; overwritten.</param>
    public abstract void Read(ReadOnlySpan<int> columns, Span<double> outputs);

    /// <summary>The memory of the first rows as a tensor of its own.</summary>
    public abstract OrtValue Prefix(int rows);

    public void Dispose() => Value.Dispose();

    public static OutputTensor Create(ElementType element, OutputShape shape, int rows) => element switch
    {
        ElementType.Float => new NumericOutput<float>(shape, rows),
        ElementType.Double => new NumericOutput<double>(shape, rows),
        ElementType.Int64 => new NumericOutput<long>(shape, rows),
        ElementType.Int32 => new NumericOutput<int>(shape, rows),
        ElementType.UInt32 => new NumericOutput<uint>(shape, rows),
        ElementType.Boolean => new BooleanOutput(shape, rows),
        _ => throw new ArgumentException($"An output of type {element} holds no numbers.", nameof(element)),
    };
}

/// <summary>An output tensor of numbers.</summary>
internal sealed class NumericOutput<T> : OutputTensor
    where T : unmanaged, INumberBase<T>
{
    private readonly Memory<T> elements;
    private readonly OutputShape shape;
    private readonly int width;

    public NumericOutput(OutputShape shape, int rows)
        : this(shape, rows, AlignedMemory.Allocate<T>(checked(rows * shape.Width)))
    {
    }

    private NumericOutput(OutputShape shape, int rows, Memory<T> elements)
        : base(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, elements, shape.For(rows)))
    {
        this.elements = elements;
        this.shape = shape;
        width = shape.Width;
    }

    public override OrtValue Prefix(int rows) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, elements[..(rows * width)], shape.For(rows));

    public override void Read(ReadOnlySpan<int> columns, Span<double> outputs)
    {
        int rows = outputs.Length / columns.Length;
        ReadOnlySpan<T> answers = elements.Span;
        if (columns.Length == width && (width == 1 || IsIdentity(columns)))
        {
            TensorPrimitives.ConvertChecked<T, double>(answers[..(rows * width)], outputs);
            return;
        }

        int at = 0;
        for (int row = 0; row < rows * width; row += width)
        {
            foreach (int column in columns)
                outputs[at++] = double.CreateTruncating(answers[row + column]);
        }
    }

    private static bool IsIdentity(ReadOnlySpan<int> columns)
    {
        for (int index = 0; index < columns.Length; index++)
        {
            if (columns[index] != index)
                return false;
        }

        return true;
    }
}

/// <summary>An output tensor of truth values; true reads as 1.</summary>
internal sealed class BooleanOutput : OutputTensor
{
    private readonly Memory<bool> elements;
    private readonly OutputShape shape;
    private readonly int width;

    public BooleanOutput(OutputShape shape, int rows)
        : this(shape, rows, AlignedMemory.Allocate<bool>(checked(rows * shape.Width)))
    {
    }

    private BooleanOutput(OutputShape shape, int rows, Memory<bool> elements)
        : base(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, elements, shape.For(rows)))
    {
        this.elements = elements;
        this.shape = shape;
        width = shape.Width;
    }

    public override OrtValue Prefix(int rows) => OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, elements[..(rows * width)], shape.For(rows));

    public override void Read(ReadOnlySpan<int> columns, Span<double> outputs)
    {
        ReadOnlySpan<bool> answers = elements.Span;
        for (int at = 0; at < outputs.Length; at++)
            outputs[at] = answers[(at / columns.Length * width) + columns[at % columns.Length]] ? 1 : 0;
    }
}
