using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Writing;

/// <summary>Writes what a failed job leaves behind: a document and a report that say why.</summary>
public sealed class FailureDocuments(DocumentStore documents, ModelRegistry registry)
{
    /// <summary>Writes document.json and report.html.</summary>
    /// <param name="job">The job.</param>
    /// <param name="version">The version that was to explain, or null if it failed before that was chosen.</param>
    /// <param name="intake">What its rows came to, or null if it failed before they were read.</param>
    /// <param name="reason">Why, in words for its owner.</param>
    /// <param name="finishedAt">When it failed.</param>
    /// <param name="cancellation">Stops writing.</param>
    public async Task WriteAsync(ExplainJob job, string? version, IntakeResult? intake, string reason, DateTimeOffset finishedAt, CancellationToken cancellation)
    {
        RegistrationRecord? record = await FindModelAsync(job, version, cancellation);
        ProvenanceSection software = record is null ? Provenance.Software : Provenance.Of(record);
        var document = new ExplanationDocument
        {
            Job = new JobSection(job.Id, JobStates.Failed, job.Trigger, job.CreatedAt, finishedAt) { TopsUp = job.TopsUp },
            Model = new ModelSection(job.Model, record?.Version ?? job.Request.Version ?? "", null, [], [], []),
            Data = new DataSection(
                job.File, intake?.Bytes, intake is null ? 0 : intake.Rows + intake.Rejected.Count, 0, intake?.Rejected.Count ?? 0, record?.BackgroundRows ?? 0),
            Provenance = software with { ScoringSha256 = intake?.Sha256, Seed = job.Request.Seed },
            Rejected = intake?.Rejected ?? RejectedSection.None,
            Failure = new FailureSection(reason, []),
        };
        await StoreAsync(job, DocumentStore.Report, stream => HtmlReport.Write(stream, document, null), cancellation);
        await StoreAsync(job, DocumentStore.Document, stream => DocumentJson.Write(stream, document), cancellation);
    }

    private async Task<RegistrationRecord?> FindModelAsync(ExplainJob job, string? version, CancellationToken cancellation)
    {
        if (!NameRules.IsName(job.Model))
            return null;
        version ??= job.Request.Version ?? await registry.LatestVersionAsync(job.Model, cancellation);
        return NameRules.IsName(version) ? await registry.FindAsync(job.Model, version!, cancellation) : null;
    }

    private async Task StoreAsync(ExplainJob job, string file, Action<Stream> write, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        write(stream);
        await documents.WriteAsync(job.Model, job.Id, file, new BinaryData(stream.ToArray()), cancellation);
    }
}
