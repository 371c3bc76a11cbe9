using System.IO.Compression;
using System.Text;
using XaiFunctions.App.Options;
using XaiFunctions.App.Scoring;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Tests.Support;

/// <summary>Reads small scoring files for a model with one column of each kind.</summary>
internal static class ScoringTexts
{
    /// <summary>age (integer), income (number, may be missing), member (boolean), city (Rome, Oslo, or "a\nb"), note (any text, may be missing).</summary>
    public static FeatureSchema Schema { get; } = new(
    [
        new Feature("age", FeatureType.Integer),
        new Feature("income", FeatureType.Number) { AllowsMissing = true },
        new Feature("member", FeatureType.Boolean),
        new Feature("city", FeatureType.Category) { Categories = ["Rome", "Oslo", "a\nb"] },
        new Feature("note", FeatureType.Category) { AllowsMissing = true },
    ]);

    public const string Header = "age,income,member,city,note\n";

    public static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return target.ToArray();
    }

    public static Task<ReadText> ReadAsync(string text, ScoringLimits? limits = null) => ReadAsync(Encoding.UTF8.GetBytes(text), limits);

    public static async Task<ReadText> ReadAsync(byte[] bytes, ScoringLimits? limits = null, string? charset = null, FeatureSchema? schema = null, long maxRows = 1000)
    {
        limits ??= new ScoringLimits();
        schema ??= Schema;
        using ScoringFile file = await ScoringFile.OpenAsync(new MemoryStream(bytes), limits, charset, CancellationToken.None);
        var reader = new RowReader(file.Records, new RowEncoder(schema), limits, maxRows);
        IReadOnlyList<string> ignored = reader.MatchColumns();
        var accepted = new List<(long Row, double[] Cells)>();
        var rejected = new List<RejectedRow>();
        var codes = new CategoryCodes();
        var cells = new double[schema.Count];
        while (await reader.ReadAsync(cells, codes, CancellationToken.None) is { } row)
        {
            if (row.Rejected is { } problem)
                rejected.Add(problem);
            else
                accepted.Add((row.Row, [.. cells]));
        }

        return new ReadText(file.Description, file.EncodingGuessed, ignored, accepted, rejected, codes);
    }
}

internal sealed record ReadText(
    string Description,
    bool EncodingGuessed,
    IReadOnlyList<string> Ignored,
    IReadOnlyList<(long Row, double[] Cells)> Accepted,
    IReadOnlyList<RejectedRow> Rejected,
    CategoryCodes Codes)
{
    public string Text(int row, int column) => Codes.Text((int)Accepted[row].Cells[column]);
}
