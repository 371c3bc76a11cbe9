using XaiFunctions.Core.Drift;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits;

/// <summary>The values of rows, column by column, and their predictions: flat in memory, and merged by adding.</summary>
public sealed class DataCounts
{
    private readonly AuditShape shape;
    private readonly NumberCounts?[] numbers;
    private readonly CategoryCounts?[] categories;

    /// <summary>No rows.</summary>
    public DataCounts(AuditShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        this.shape = shape;
        int columns = shape.Frame.Features.Count;
        numbers = [.. Enumerable.Range(0, columns).Select(column => shape.GridOf(column) is { } grid ? new NumberCounts(grid) : null)];
        categories = [.. Enumerable.Range(0, columns).Select(column => shape.CategoriesOf(column) is { } known ? new CategoryCounts(known) : null)];
        Predictions = new NumberCounts(shape.Predictions);
    }

    private DataCounts(AuditShape shape, NumberCounts?[] numbers, CategoryCounts?[] categories, NumberCounts predictions)
    {
        this.shape = shape;
        this.numbers = numbers;
        this.categories = categories;
        Predictions = predictions;
    }

    /// <summary>The predictions of the audited output.</summary>
    public NumberCounts Predictions { get; private set; }

    /// <summary>Counts a row.</summary>
    /// <param name="cells">Its values in the frame's order.</param>
    /// <param name="prediction">Its prediction.</param>
    public void Add(IReadOnlyList<CellValue> cells, double prediction)
    {
        for (int column = 0; column < numbers.Length; column++)
        {
            numbers[column]?.Add(AuditShape.Number(cells[column]));
            categories[column]?.Add(cells[column].Kind == CellKind.Missing ? null : cells[column].ToString());
        }

        Predictions.Add(prediction);
    }

    /// <summary>Adds the counts of other rows.</summary>
    public void Merge(DataCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int column = 0; column < numbers.Length; column++)
        {
            numbers[column]?.Merge(other.numbers[column]!);
            categories[column]?.Merge(other.categories[column]!);
        }

        Predictions.Merge(other.Predictions);
    }

    /// <summary>The drift of each column and of the predictions against a reference.</summary>
    public (DataDrift Columns, ColumnDrift Predictions) DriftFrom(DataCounts reference, DriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ColumnDrift[] columns = [.. shape.Frame.Features.Select((feature, column) => numbers[column] is { } counts
            ? ColumnDrift.OfNumbers(feature.Name, reference.numbers[column]!, counts, options)
            : ColumnDrift.OfCategories(feature.Name, reference.categories[column]!, categories[column]!, options))];
        return (DataDrift.Of(columns, options), ColumnDrift.OfNumbers(shape.Frame.Outputs[shape.Output], reference.Predictions, Predictions, options));
    }

    internal void Write(BinaryWriter writer)
    {
        for (int column = 0; column < numbers.Length; column++)
        {
            numbers[column]?.Write(writer);
            categories[column]?.Write(writer);
        }

        Predictions.Write(writer);
    }

    internal static DataCounts Read(BinaryReader reader, AuditShape shape)
    {
        int columns = shape.Frame.Features.Count;
        var numbers = new NumberCounts?[columns];
        var categories = new CategoryCounts?[columns];
        for (int column = 0; column < columns; column++)
        {
            if (shape.GridOf(column) is not null)
                numbers[column] = NumberCounts.Read(reader);
            else
                categories[column] = CategoryCounts.Read(reader);
        }

        return new(shape, numbers, categories, NumberCounts.Read(reader));
    }
}
