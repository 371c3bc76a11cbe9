using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;
using XaiFunctions.App.Privacy.Erasures;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.Audits;

/// <summary>One label, or why it cannot be used.</summary>
/// <param name="Job">The job.</param>
/// <param name="Row">The row.</param>
/// <param name="Value">1 or 0 for yes and no, or the number.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
public readonly record struct ReadLabel(string Job, long Row, double Value, string? Problem)
{
    /// <summary>Whose label it is, if that is said instead of job and row.</summary>
    public string? Key { get; init; }
}

/// <summary>Reads the label files of a model: <c>labels/{model}/*</c>, CSV or JSON Lines with the columns <c>job</c>, <c>row</c> and <c>label</c>, or <c>key</c> and <c>label</c>, in any order; others are ignored.</summary>
public sealed class LabelReader(StorageAccount storage, IOptions<ScoringLimits> limits)
{
    private const string UnreadableFile = "in a file that cannot be read, or lacks the columns job, row and label, or key and label";
    private const string UnknownRow = "without a valid job or row";
    private const string UnknownText = "with a text that means neither yes nor no, or no number";

    private const string NoKey = "without a key";

    private static readonly string[] Columns = ["job", "row", "label"];
    private static readonly string[] KeyedColumns = ["key", "label"];

    /// <summary>The files that arrived in a period, in the order of their names.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Sweep sweep, CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Labels);
        var names = new List<string>();
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, sweep.Model + "/", cancellation))
        {
            if (FileOrigin.ArrivalOf(blob.Metadata, blob.Properties.LastModified) is { } arrived && arrived >= sweep.From && arrived < sweep.To)
                names.Add(blob.Name);
        }

        return names;
    }

    /// <summary>The labels of a file, record by record. A file that cannot be read, or not any further, gives one label that cannot be used.</summary>
    public async IAsyncEnumerable<ReadLabel> ReadAsync(string blob, LabelPolicy policy, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using ScoringFile? file = await TryOpenAsync(blob, cancellation);
        while (true)
        {
            bool? more = file is null ? null : await TryReadAsync(file.Records, cancellation);
            if (more is null)
                yield return new("", 0, 0, UnreadableFile);
            if (more is not true)
                yield break;
            yield return Parse(file!.Records, policy);
        }
    }

    private async Task<ScoringFile?> TryOpenAsync(string blob, CancellationToken cancellation)
    {
        Stream content = await (await storage.ContainerAsync(StorageAccount.Labels)).GetBlobClient(blob).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellation);
        try
        {
            ScoringFile file = await ScoringFile.OpenAsync(content, limits.Value, charset: null, cancellation);
            file.Records.Select(IsKeyed(file.Records) ? KeyedColumns : Columns);
            return file;
        }
        catch (InvalidInputException)
        {
            await content.DisposeAsync();
            return null; // counted as bad
        }
    }

    private static async Task<bool?> TryReadAsync(RecordSource records, CancellationToken cancellation)
    {
        try
        {
            return await records.ReadAsync(cancellation);
        }
        catch (InvalidInputException)
        {
            return null; // counted as bad
        }
    }

    /// <summary>Whether a file says whose its labels are, and not of which rows of which jobs.</summary>
    private static bool IsKeyed(RecordSource records) => records.Columns.Any(column => column.Trim() == KeyedColumns[0]) && !records.Columns.Any(column => column.Trim() == Columns[0]);

    private static ReadLabel Parse(RecordSource records, LabelPolicy policy)
    {
        if (IsKeyed(records))
        {
            string key = Cell(records, 0);
            if (records.Problem is not null || key.Length == 0)
                return new("", 0, 0, NoKey);
            return Value(policy, Cell(records, 1)) is { } known ? new("", 0, known, null) { Key = key } : new("", 0, 0, UnknownText);
        }

        string job = Cell(records, 0), row = Cell(records, 1);
        if (records.Problem is not null || !NameRules.IsJob(job) || !long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number < 1)
            return new("", 0, 0, UnknownRow);
        return Value(policy, Cell(records, 2)) is { } value ? new(job, number, value, null) : new(job, number, 0, UnknownText);
    }

    private static string Cell(RecordSource records, int column) => records.TryCell(column, out string? text, out _) ? text?.Trim() ?? "" : "";

    private static double? Value(LabelPolicy policy, string label)
    {
        if (policy.Kind == LabelKind.Number)
            return double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
        if (policy.Positive.Contains(label, StringComparer.Ordinal))
            return 1;
        return label.Length > 0 && (policy.Negative is null || policy.Negative.Contains(label, StringComparer.Ordinal)) ? 0 : null;
    }
}
