using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.App.Scoring;

/// <summary>
/// Reads a scoring file once, as a stream: accepted rows go into chunks under the job's work prefix, rejected ones are noted there (<see cref="RejectedLog"/>). Memory
/// does not grow with the file.
/// </summary>
public sealed class RowIntake(WorkStore work, SubjectIndex subjects, IOptions<ScoringLimits> limits)
{
    /// <summary>Reads the rows.</summary>
    /// <param name="job">The job.</param>
    /// <param name="blob">The bytes; disposed.</param>
    /// <param name="model">The model that they are for.</param>
    /// <param name="manifest">Says how many rows the model allows at most, and which column says whose they are.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">The file cannot be used.</exception>
    public async Task<IntakeResult> ReadAsync(ExplainJob job, ScoringBlob blob, ModelVariant model, ModelManifest manifest, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stored = new MeteredStream(blob.Content, hash);
        using ScoringFile file = await ScoringFile.OpenAsync(stored, limits.Value, blob.Charset, cancellation);
        var labels = RowLabels.Of(job.Request, model);
        var reader = new RowReader(file.Records, model.Encoder, limits.Value, Math.Min(limits.Value.MaxRows, manifest.Limits!.MaxRows), manifest.KeyColumn, labels?.Column);
        IReadOnlyList<string> ignored = reader.MatchColumns();
        var chunks = new ChunkWriter(work, job.Id, model.Model.Schema.Count);
        var rejected = new RejectedRows();
        var keys = new SubjectKeys(manifest.KeyColumn is null ? null : await subjects.HasherAsync(job.Model, cancellation));
        await using var log = new RejectedLog(work, job.Id);
        while (await reader.ReadAsync(chunks.NextRow, chunks.Codes, cancellation) is { } row)
        {
            keys.Add(row.Row, reader.Subject);
            if (row.Rejected is not { } problem)
            {
                labels?.Add(chunks.Rows, row.Label);
                await chunks.KeepAsync(row, cancellation);
                continue;
            }

            rejected.Add(problem);
            await log.WriteAsync(problem);
        }

        await subjects.KeepAsync(job.Model, job.Id, job.CreatedAt, keys.Rows, cancellation);
        await chunks.CompleteAsync(cancellation);
        await log.CommitAsync(cancellation);
        // What follows the last record (a gzip trailer, say) belongs to the file as well.
        await stored.CopyToAsync(Stream.Null, cancellation);
        return new IntakeResult
        {
            Rows = chunks.Rows,
            Rejected = rejected.ToSection(),
            RowsPerChunk = chunks.RowsPerChunk,
            Bytes = stored.Count,
            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
            Format = file.Description,
            EncodingGuessed = file.EncodingGuessed,
            IgnoredColumns = ignored,
            PersonalData = reader.PersonalData(),
            Labels = labels?.Sample,
            Loss = labels?.Loss,
        };
    }
}
