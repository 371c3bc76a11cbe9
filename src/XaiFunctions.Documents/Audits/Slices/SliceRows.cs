using XaiFunctions.Core.Slices;

namespace XaiFunctions.Documents.Audits.Slices;

/// <summary>A sample's rows by the values that slices are made of, in two random halves: one to find slices on, one to measure them on.</summary>
internal sealed class SliceRows
{
    private const string Missing = "(missing)";

    private readonly string[][] values;
    private readonly IReadOnlyList<RowGrouping> columns;

    /// <param name="rows">The rows in random order.</param>
    /// <param name="columns">The columns.</param>
    public SliceRows(IReadOnlyList<AuditRow> rows, IReadOnlyList<RowGrouping> columns)
    {
        this.columns = columns;
        Found = [.. rows.Where((_, index) => index % 2 == 0)];
        Measured = [.. rows.Where((_, index) => index % 2 == 1)];
        values = [.. columns.Select(column => Measured.Select(row => Value(column, row)).ToArray())];
    }

    /// <summary>The half that slices are found on.</summary>
    public AuditRow[] Found { get; }

    /// <summary>The half that they are measured on.</summary>
    public AuditRow[] Measured { get; }

    /// <summary>The first half as a table of conditions.</summary>
    public SliceTable ToTable()
    {
        var table = new SliceTable(Found.Length);
        foreach (RowGrouping column in columns)
            table.AddCategories(column.Name, [.. Found.Select(row => Value(column, row))]);
        return table;
    }

    /// <summary>Which rows of the second half are in a slice.</summary>
    public bool[] In(IReadOnlyList<SlicePredicate> conditions)
    {
        var isIn = new bool[Measured.Length];
        Array.Fill(isIn, true);
        foreach (SlicePredicate condition in conditions)
        {
            string[] column = values[columns.ToList().FindIndex(one => one.Name == condition.Column)];
            for (int row = 0; row < isIn.Length; row++)
                isIn[row] &= column[row] == condition.Value;
        }

        return isIn;
    }

    private static string Value(RowGrouping column, AuditRow row) => column.GroupOf(row.Cells) ?? Missing;
}
