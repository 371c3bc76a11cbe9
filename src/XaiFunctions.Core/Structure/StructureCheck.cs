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
        model.Predict(cells, answers);
        return FirstDisagreement(structure, cells, answers) < 0 ? structure : null;
    }

    /// <summary>The first row for which the structure answers otherwise than the model did, or -1.</summary>
    /// <param name="structure">The structure.</param>
    /// <param name="cells">rows x columns.</param>
    /// <param name="answers">The model's outputs: rows x outputs.</param>
    public static int FirstDisagreement(ModelStructure structure, ReadOnlySpan<double> cells, ReadOnlySpan<double> answers)
    {
        int outputs = structure.Explained.Count;
        var margins = new double[structure.MarginCount];
        var expected = new double[outputs];
        double largest = 1e-3;
        foreach (double answer in answers)
            largest = Math.Max(largest, Math.Abs(answer));
        for (int row = 0; row < answers.Length / outputs; row++)
        {
            structure.Margins(cells.Slice(row * structure.ColumnCount, structure.ColumnCount), margins);
            structure.Outputs(margins, expected);
            for (int output = 0; output < outputs; output++)
            {
                if (!(Math.Abs(expected[output] - answers[(row * outputs) + output]) <= Tolerance * largest))
                    return row;
            }
        }

        return -1;
    }
}
