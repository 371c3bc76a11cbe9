namespace XaiFunctions.Onnx.Evaluation;

/// <summary>Which columns of an output are explained, and which of them with the other sign (the margin of a binary model's first class).</summary>
internal sealed class OutputColumns(int[] columns, bool[]? negated = null)
{
    public int Count => columns.Length;

    public ReadOnlySpan<int> Columns => columns;

    public void ApplySigns(Span<double> outputs)
    {
        if (negated is null)
            return;

        for (int at = 0; at < outputs.Length; at++)
        {
            if (negated[at % columns.Length])
                outputs[at] = -outputs[at];
        }
    }
}
