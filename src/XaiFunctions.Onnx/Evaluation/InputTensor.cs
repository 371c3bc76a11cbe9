using Microsoft.ML.OnnxRuntime;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Onnx.Evaluation;

/// <summary>An input tensor of a fixed number of rows in memory that ONNX Runtime reads in place; filled again for every call.</summary>
internal abstract class InputTensor(InputSlot slot, OrtValue value) : IDisposable
{
    protected InputSlot Slot { get; } = slot;

    public OrtValue Value { get; } = value;

    /// <summary>Fills the first rows of the tensor.</summary>
    /// <param name="cells">Row-major: rows x <paramref name="columnCount"/>.</param>
    /// <param name="columnCount">The number of the table's columns.</param>
    /// <param name="firstRow">The tensor's row to begin with.</param>
    /// <param name="codes">The texts that category cells stand for.</param>
    /// <exception cref="ArgumentException">A cell cannot be an element of this tensor.</exception>
    public abstract void Fill(ReadOnlySpan<double> cells, int columnCount, int firstRow, CategoryCodes codes);

    public void Dispose() => Value.Dispose();

    public static InputTensor Create(InputSlot slot, int rows) => slot.Input.Element switch
    {
        ElementType.Float => new NumericInput<float, FloatCells>(slot, rows),
        ElementType.Double => new NumericInput<double, DoubleCells>(slot, rows),
        ElementType.Int64 => new NumericInput<long, Int64Cells>(slot, rows),
        ElementType.Int32 => new NumericInput<int, Int32Cells>(slot, rows),
        ElementType.UInt32 => new NumericInput<uint, UInt32Cells>(slot, rows),
        ElementType.Boolean => new NumericInput<bool, BooleanCells>(slot, rows),
        ElementType.String => new TextInput(slot, rows),
        _ => throw new ArgumentException($"Input '{slot.Input.Name}' is of an unsupported type.", nameof(slot)),
    };
}

/// <summary>An input tensor of numbers or truth values.</summary>
internal sealed class NumericInput<T, TConverter> : InputTensor
    where T : unmanaged
    where TConverter : ICellConverter<T>
{
    private readonly Memory<T> elements;

    public NumericInput(InputSlot slot, int rows)
        : this(slot, rows, AlignedMemory.Allocate<T>(checked(rows * slot.Width)))
    {
    }

    private NumericInput(InputSlot slot, int rows, Memory<T> elements)
        : base(slot, OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, elements, slot.ShapeFor(rows)))
    {
        this.elements = elements;
    }

    public override void Fill(ReadOnlySpan<double> cells, int columnCount, int firstRow, CategoryCodes codes)
    {
        int rows = cells.Length / columnCount;
        int width = Slot.Width;
        var target = elements.Span.Slice(firstRow * width, rows * width);
        if (width == columnCount && Slot.IsContiguous)
            FillBlock(cells, target);
        else if (Slot.IsContiguous && width > 4)
            FillRuns(cells, columnCount, target);
        else
            FillEach(cells, columnCount, target);
    }

    private void FillBlock(ReadOnlySpan<double> cells, Span<T> target)
    {
        int bad = TConverter.Convert(cells, target);
        if (bad >= 0)
            throw Refused();
    }

    private void FillRuns(ReadOnlySpan<double> cells, int columnCount, Span<T> target)
    {
        int width = Slot.Width;
        int first = Slot.Columns[0];
        for (int at = 0; at < target.Length; at += width, first += columnCount)
            FillBlock(cells.Slice(first, width), target.Slice(at, width));
    }

    private void FillEach(ReadOnlySpan<double> cells, int columnCount, Span<T> target)
    {
        var columns = Slot.Columns.AsSpan();
        int at = 0;
        for (int row = 0; row < cells.Length; row += columnCount)
        {
            foreach (int column in columns)
            {
                if (!TConverter.TryConvert(cells[row + column], out target[at++]))
                    throw Refused();
            }
        }
    }

    /// <summary>Says which input, but not the value: it may be a person's, and messages are logged.</summary>
    private ArgumentException Refused() => new($"A cell of the model's input '{Slot.Input.Name}' is no value of type {Slot.Input.Element}.");
}

/// <summary>An input tensor of texts.</summary>
internal sealed class TextInput : InputTensor
{
    private const int Unset = -2, Missing = -1;
    private readonly int[] current;
    private CategoryCodes? currentCodes;

    public TextInput(InputSlot slot, int rows)
        : base(slot, OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, slot.ShapeFor(rows)))
    {
        current = new int[rows * slot.Width];
    }

    /// <inheritdoc/>
    /// <remarks>A missing cell becomes the empty text. Setting a text costs a native call and a copy, so one that is there already stays.</remarks>
    public override void Fill(ReadOnlySpan<double> cells, int columnCount, int firstRow, CategoryCodes codes)
    {
        if (!ReferenceEquals(currentCodes, codes))
        {
            Array.Fill(current, Unset);
            currentCodes = codes;
        }

        int at = firstRow * Slot.Width;
        for (int row = 0; row < cells.Length; row += columnCount)
        {
            foreach (int column in Slot.Columns)
            {
                int code = double.IsNaN(cells[row + column]) ? Missing : (int)cells[row + column];
                if (current[at] != code)
                {
                    Value.StringTensorSetElementAt(code == Missing ? default : codes.Text(code).AsSpan(), at);
                    current[at] = code;
                }

                at++;
            }
        }
    }
}
