using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Scoring;

/// <summary>
/// Reads a scoring file once, as a stream: accepted rows go into chunks under the job's work prefix, rejected ones are noted there (<see cref="RejectedLog"/>). Memory
/// does not grow with the file.
/// </summary>
public sealed class RowIntake(WorkStore work, IOptions<ScoringLimits> limits)
{
    /// <summary>Reads the rows.</summary>
    /// <param name="job">The job.</param>
    /// <param name="blob">The bytes; disposed.</param>
    /// <param name="model">The model that they are for.</param>
    /// <param name="modelMaxRows">The most rows that the model's manifest allows.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InvalidInputException">The file cannot be used.</exception>
    public async Task<IntakeResult> ReadAsync(ExplainJob job, ScoringBlob blob, ModelVariant model, long modelMaxRows, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var stored = new MeteredStream(blob.Content, hash);
        using ScoringFile file = await ScoringFile.OpenAsync(stored, limits.Value, blob.Charset, cancellation);
        var reader = new RowReader(file.Records, model.Encoder, limits.Value, Math.Min(limits.Value.MaxRows, modelMaxRows));
        IReadOnlyList<string> ignored = reader.MatchColumns();
        var chunks = new ChunkWriter(work, job.Id, model.Model.Schema.Count);
        var rejected = new RejectedRows();
        await using var log = new RejectedLog(work, job.Id);
        while (await reader.ReadAsync(chunks.NextRow, chunks.Codes, cancellation) is { } row)
        {
            if (row.Rejected is not { } problem)
            {
                await chunks.KeepAsync(row, cancellation);
                continue;
            }

            rejected.Add(problem);
            await log.WriteAsync(problem);
        }

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
        };
    }
}
