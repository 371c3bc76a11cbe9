using XaiFunctions.Core.Games;

namespace XaiFunctions.Core.Structure;

/// <summary>Compares what a structure answers with what the model answers, so that no explanation rests on a structure that was read wrongly.</summary>
internal static class StructureCheck
{
    /// <summary>Single precision, summed over some hundred trees or columns, is off by less than this share of the largest answer.</summary>
    private const double Tolerance = 1e-4;

    private const int MaxRows = 256;

    /// <summary>The structure if it agrees with the model on the background, else null, as if the model had none.</summary>
    public static ModelStructure? Accept(ModelStructure? structure, IModel model, Background background)
    {
        if (structure is null || structure.ColumnCount != model.ColumnCount || structure.Explained.Count != model.OutputCount)
            return null;

        int rows = Math.Min(MaxRows, background.RowCount);
        ReadOnlySpan<double> cells = background.Cells[..(rows * background.ColumnCount)];
        var answers = new double[rows * model.OutputCount];
        var outputs = new double[answers.Length];
        model.Predict(cells, answers);
        Outputs(structure, cells, outputs);
        return FirstDisagreement(outputs, answers) < 0 ? structure : null;
    }

    /// <summary>What a structure answers.</summary>
    /// <param name="structure">The structure.</param>
    /// <param name="cells">rows x columns.</param>
    /// <param name="outputs">rows x outputs; overwritten.</param>
    public static void Outputs(ModelStructure structure, ReadOnlySpan<double> cells, Span<double> outputs)
    {
        var margins = new double[structure.MarginCount];
        int width = structure.Explained.Count, columns = structure.ColumnCount;
        for (int row = 0; row < cells.Length / columns; row++)
        {
            structure.Margins(cells.Slice(row * columns, columns), margins);
            structure.Outputs(margins, outputs.Slice(row * width, width));
        }
    }

    /// <summary>The first number that is too far from the model's answer, or -1.</summary>
    public static int FirstDisagreement(ReadOnlySpan<double> outputs, ReadOnlySpan<double> answers)
    {
        double largest = 1e-3;
        foreach (double answer in answers)
            largest = Math.Max(largest, Math.Abs(answer));
        for (int i = 0; i < answers.Length; i++)
        {
            if (!(Math.Abs(outputs[i] - answers[i]) <= Tolerance * largest))
                return i;
        }

        return -1;
    }
}
