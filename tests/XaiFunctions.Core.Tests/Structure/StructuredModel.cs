using XaiFunctions.Core.Structure;

namespace XaiFunctions.Core.Tests.Structure;

/// <summary>A model that answers what a structure says, and shows the structure or hides it.</summary>
internal sealed class StructuredModel(ModelStructure structure, ModelStructure? shown) : IStructuredModel
{
    public int ColumnCount => structure.ColumnCount;

    public int OutputCount => structure.Explained.Count;

    public ModelStructure? Structure => shown;

    public void Predict(ReadOnlySpan<double> rows, Span<double> outputs)
    {
        var margins = new double[structure.MarginCount];
        for (int row = 0; row < outputs.Length / OutputCount; row++)
        {
            structure.Margins(rows.Slice(row * ColumnCount, ColumnCount), margins);
            structure.Outputs(margins, outputs.Slice(row * OutputCount, OutputCount));
        }
    }
}
