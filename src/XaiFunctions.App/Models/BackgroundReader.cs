using System.Globalization;
using XaiFunctions.App.Options;
using XaiFunctions.App.Scoring;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Summaries;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;
using XaiFunctions.Onnx;

namespace XaiFunctions.App.Models;

/// <summary>Reads background data. Unlike in a scoring file, every row must be good: what stands for "not known" may not be patchy.</summary>
public static class BackgroundReader
{
    private const int ProblemsNamed = 20;

    /// <summary>The columns that the file names.</summary>
    /// <exception cref="InvalidInputException">It is no table.</exception>
    public static async Task<IReadOnlyList<string>> ReadHeaderAsync(BinaryData content, ScoringLimits limits, CancellationToken cancellation)
    {
        using ScoringFile file = await ScoringFile.OpenAsync(content.ToStream(), limits, charset: null, cancellation);
        return [.. file.Records.Columns];
    }

    /// <summary>Reads all rows, with their weights if the manifest names a column of them.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="model">Has the columns, and the manifest that names the weights.</param>
    /// <param name="codes">Gets the category texts.</param>
    /// <param name="limits">What the file may be at most.</param>
    /// <param name="maxRows">The most rows.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The rows, and the columns that look like personal data.</returns>
    /// <exception cref="InvalidInputException">It is no table, lacks columns, or is over a limit.</exception>
    /// <exception cref="InvalidModelException">There is no row, or there are bad ones; they are named.</exception>
    public static async Task<(Background Rows, IReadOnlyList<PersonalDataFinding> PersonalData)> ReadAsync(
        BinaryData content, ExplainableModel model, CategoryCodes codes, ScoringLimits limits, int maxRows, CancellationToken cancellation)
    {
        IReadOnlyList<Feature> features = model.Schema.Features;
        string? weightColumn = model.Manifest.BackgroundWeights;
        var encoder = new RowEncoder(weightColumn is null ? model.Schema : new FeatureSchema([.. features, new Feature(weightColumn, FeatureType.Number)]));
        using ScoringFile file = await ScoringFile.OpenAsync(content.ToStream(), limits, charset: null, cancellation);
        var reader = new RowReader(file.Records, encoder, limits, maxRows);
        reader.MatchColumns();
        var cells = new List<double>();
        var weights = new List<double>();
        var rejected = new List<RejectedRow>();
        var row = new double[encoder.Schema.Count];
        while (await reader.ReadAsync(row, codes, cancellation) is { } read)
        {
            if (read.Rejected is { } problem)
                rejected.Add(problem);
            else if (weightColumn is not null && !(row[^1] > 0))
                rejected.Add(new RejectedRow(read.Row, read.Line, weightColumn, "is not a positive weight"));
            else
                cells.AddRange(row.AsSpan(0, features.Count));
            weights.Add(row[^1]);
        }

        if (rejected.Count > 0)
            throw new InvalidModelException(Describe(rejected));
        if (cells.Count == 0)
            throw new InvalidModelException("The background has no rows.");
        return (new Background([.. cells], features.Count, weightColumn is null ? null : weights), reader.PersonalData());
    }

    /// <summary>The background that explanations average over: the rows, or what the manifest wants them summarised by.</summary>
    public static Background Summarize(Background rows, ExplainableModel model) =>
        model.Manifest.BackgroundSummary is { } summary ? BackgroundSummary.Summarize(rows, model.Schema, summary) : rows;

    private static List<string> Describe(List<RejectedRow> rejected)
    {
        List<string> problems = [.. rejected.Take(ProblemsNamed).Select(row => string.Create(CultureInfo.InvariantCulture,
            $"The background's row {row.Row} (line {row.Line}){(row.Column is null ? "" : $", column '{row.Column}',")} {row.Problem}."))];
        if (rejected.Count > ProblemsNamed)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{rejected.Count - ProblemsNamed:N0} more rows of the background are bad."));
        return problems;
    }
}
