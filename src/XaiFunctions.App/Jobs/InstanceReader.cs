using Microsoft.Extensions.Options;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Jobs;

/// <summary>Reads the instances of a request into memory, with the same reader and the same rules as a file.</summary>
public sealed class InstanceReader(IOptions<ScoringLimits> limits)
{
    /// <summary>Reads JSON Lines.</summary>
    /// <param name="lines">The instances.</param>
    /// <param name="request">Names the labels, if there are any.</param>
    /// <param name="model">The model that they are for.</param>
    /// <param name="hasher">Makes hashes of keys; null if the model has no key column.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">A limit is reached, or there can be no such labels.</exception>
    public async Task<RequestRows> ReadAsync(BinaryData lines, ExplanationRequest request, ModelVariant model, SubjectHasher? hasher, CancellationToken cancellation)
    {
        var labels = RowLabels.Of(request, model);
        using ScoringFile file = await ScoringFile.OpenJsonLinesAsync(lines.ToStream(), limits.Value, cancellation);
        var reader = new RowReader(file.Records, model.Encoder, limits.Value, limits.Value.MaxRows, model.Model.Manifest.KeyColumn, labels?.Column);
        IReadOnlyList<string> ignored = reader.MatchColumns();
        var codes = new CategoryCodes(model.Codes);
        var rejected = new RejectedRows();
        var allRejected = new List<RejectedRow>();
        var cells = new List<double>();
        List<long> numbers = [], places = [];
        var keys = new SubjectKeys(hasher);
        var row = new double[model.Model.Schema.Count];
        while (await reader.ReadAsync(row, codes, cancellation) is { } read)
        {
            keys.Add(read.Row, reader.Subject);
            if (read.Rejected is { } problem)
            {
                rejected.Add(problem);
                allRejected.Add(problem);
                continue;
            }

            labels?.Add(numbers.Count, read.Label);
            cells.AddRange(row);
            numbers.Add(read.Row);
            places.Add(read.Line);
        }

        var intake = new IntakeResult
        {
            Rows = numbers.Count,
            Rejected = rejected.ToSection(),
            RowsPerChunk = RowChunks.RowsPerChunk(row.Length),
            Bytes = lines.ToMemory().Length,
            Sha256 = ModelFiles.Digest(lines),
            Format = file.Description,
            EncodingGuessed = false,
            IgnoredColumns = ignored,
            PersonalData = reader.PersonalData(),
            Labels = labels?.Sample,
            Loss = labels?.Loss,
        };
        return new(intake, new RowChunk(row.Length, [.. numbers], [.. places], [.. cells], codes), allRejected) { Subjects = keys.Rows };
    }
}

/// <summary>The rows of a request.</summary>
/// <param name="Intake">What reading them came to.</param>
/// <param name="Rows">The accepted rows.</param>
/// <param name="Rejected">All rejected rows.</param>
public sealed record RequestRows(IntakeResult Intake, RowChunk Rows, IReadOnlyList<RejectedRow> Rejected)
{
    /// <summary>Whose the rows are.</summary>
    public IReadOnlyList<SubjectRow> Subjects { get; init; } = [];
}
