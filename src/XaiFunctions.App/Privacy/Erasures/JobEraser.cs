using System.Globalization;
using System.Text;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Writing;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Privacy.Erasures;

/// <summary>
/// Takes rows out of an ended job: its files are written again without them, what they say over all rows is derived again, and what is kept for top-ups goes. A job that has no other rows, or of which
/// nothing can be derived any more, goes as a whole. Doing it again, or after half of it was done, comes to the same.
/// </summary>
public sealed class JobEraser(
    JobTable jobs, JobRemover remover, WorkStore work, DocumentStore documents, ExplanationTable table, FeedbackTable feedback, SubjectIndex subjects, ModelCache models, AuditLogWriter log)
{
    /// <summary>Erases rows.</summary>
    /// <param name="erasure">The erasure.</param>
    /// <param name="subject">Whose rows.</param>
    /// <param name="erased">The rows.</param>
    /// <param name="cancellation">Stops between files.</param>
    public async Task EraseAsync(Erasure erasure, ErasedSubject subject, ErasedJob erased, CancellationToken cancellation)
    {
        string job = erased.Job;
        JobRecord? record = await jobs.FindAsync(job, cancellation);
        await work.RemoveAsync(job, cancellation);
        if (record is { HasEnded: false })
            throw new InvalidOperationException($"Job {job} has not ended.");
        if (record is { State: JobState.Completed } && !await TryRewriteAsync(erasure, record, [.. erased.Rows], cancellation))
        {
            await log.AppendAsync([AuditEvents.Deleted(record, erasure.Actor, erasure.AskedAt)], cancellation);
            await remover.RemoveAsync(record, cancellation);
            return;
        }

        await table.RemoveAsync(job, erased.Rows, cancellation);
        foreach (long row in erased.Rows)
            await feedback.RemoveAsync(subject.Model, job, row, cancellation);
        await subjects.RemoveAsync(subject.Model, job, SubjectHash.Parse(subject.Subject), cancellation);
    }

    /// <returns>Whether the job has other rows, and can be written again without these.</returns>
    private async Task<bool> TryRewriteAsync(Erasure erasure, JobRecord record, HashSet<long> erased, CancellationToken cancellation)
    {
        if (await documents.TryReadAsync(record.Model, record.Id, DocumentStore.Document, cancellation) is not { } content)
            return false;
        ExplanationDocument before = DocumentJson.Read(content.ToStream());
        using ModelLease? lease = await TryOpenAsync(record, cancellation);
        if (lease is null || before is not { Method: { } method, Summary: not null })
            return false;

        ModelVariant model = lease.Model.For(ExplanationRequest.Parse(
            [new("space", method.Space), .. before.Model.ExplainedOutputs is [var output] ? (KeyValuePair<string, string>[])[new("output", output)] : []]));
        var derived = new DocumentRederivation(model, before);
        await RewriteRowsAsync(record, model, derived, erased, cancellation);
        if (derived.Summary.RowCount == 0)
            return false;

        await RewriteLinesAsync(record, DocumentStore.Attributions, erased, cancellation);
        long rejectedLeft = await RewriteLinesAsync(record, DocumentStore.Rejected, erased, cancellation);
        var rejected = new RejectedSection(rejectedLeft, [.. before.Rejected.Rows.Where(row => !erased.Contains(row.Row))]);
        ExplanationDocument after = derived.Complete(rejected, erasure.AskedAt);
        await WriteAsync(record, DocumentStore.Report, stream => HtmlReport.Write(stream, after, derived.Summary), cancellation);
        await WriteAsync(record, DocumentStore.Document, stream => DocumentJson.Write(stream, after), cancellation);
        await jobs.UpdateAsync(record with { Rows = after.Data.RowsExplained, Rejected = rejected.Count }, cancellation);
        await log.AppendAsync([PrivacyEvents.Rederived(record, await documents.DigestsAsync(record.Model, record.Id, cancellation), erasure)], cancellation);
        return true;
    }

    private async Task<ModelLease?> TryOpenAsync(JobRecord record, CancellationToken cancellation)
    {
        try
        {
            return await models.AcquireAsync(record.Model, record.Version, cancellation);
        }
        catch (InvalidInputException)
        {
            return null; // The registry has lost it: nothing can be derived again, and the job goes as a whole.
        }
    }

    private async Task RewriteRowsAsync(JobRecord record, ModelVariant model, DocumentRederivation derived, HashSet<long> erased, CancellationToken cancellation)
    {
        if (await documents.TryOpenReadAsync(record.Model, record.Id, DocumentStore.Rows, cancellation) is not var (content, _))
            return;
        using var reader = new StreamReader(content);
        await using BlobUpload upload = await documents.BeginAsync(record.Model, record.Id, DocumentStore.Rows);
        await using var writer = new StreamWriter(upload, leaveOpen: true) { NewLine = "\n" };
        var parser = new ScoredRowParser(model.Profile.Frame);
        var block = new List<RowExplanation>();
        for (int read = 1; await reader.ReadLineAsync(cancellation) is { } line; read++)
        {
            RowExplanation row = parser.Parse(Encoding.UTF8.GetBytes(line));
            if (!erased.Contains(row.Row))
            {
                block.Add(row);
                await writer.WriteLineAsync(line);
            }

            if (read % CoalitionPlan.RowsPerBlock == 0)
            {
                derived.Add(block);
                block = [];
            }
        }

        derived.Add(block);
        await writer.FlushAsync(cancellation);
        if (derived.Summary.RowCount > 0)
            await upload.CommitAsync(cancellation);
    }

    /// <summary>Writes a CSV file again without the lines that begin with the number of an erased row, and what belongs to them.</summary>
    /// <returns>The records that are left.</returns>
    private async Task<long> RewriteLinesAsync(JobRecord record, string file, HashSet<long> erased, CancellationToken cancellation)
    {
        if (await documents.TryOpenReadAsync(record.Model, record.Id, file, cancellation) is not var (content, _))
            return 0;
        using var reader = new StreamReader(content);
        await using BlobUpload upload = await documents.BeginAsync(record.Model, record.Id, file);
        await using var writer = new StreamWriter(upload, leaveOpen: true) { NewLine = "\n" };
        long kept = 0;
        bool skips = false;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            int comma = line.IndexOf(',', StringComparison.Ordinal);
            if (comma > 0 && long.TryParse(line.AsSpan(0, comma), NumberStyles.None, CultureInfo.InvariantCulture, out long row))
            {
                skips = erased.Contains(row);
                kept += skips ? 0 : 1;
            }

            if (!skips)
                await writer.WriteLineAsync(line);
        }

        await writer.FlushAsync(cancellation);
        await upload.CommitAsync(cancellation);
        return kept;
    }

    private async Task WriteAsync(JobRecord record, string file, Action<Stream> write, CancellationToken cancellation)
    {
        await using BlobUpload upload = await documents.BeginAsync(record.Model, record.Id, file);
        write(upload);
        await upload.CommitAsync(cancellation);
    }
}
