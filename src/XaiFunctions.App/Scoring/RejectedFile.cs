using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Scoring;

/// <summary>Writes a job's rejected.csv as rows are rejected; there is no such file if none is.</summary>
public sealed class RejectedFile(DocumentStore documents, ExplainJob job) : IAsyncDisposable
{
    private BlobUpload? upload;
    private RejectedCsv? csv;

    /// <summary>Adds a row.</summary>
    public async ValueTask WriteAsync(RejectedRow row)
    {
        if (csv is null)
        {
            upload = await documents.BeginAsync(job.Model, job.Id, DocumentStore.Rejected);
            csv = new RejectedCsv(upload);
        }

        csv.Write(row);
    }

    /// <summary>Makes the file of the rows that were added.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        csv?.Flush();
        if (upload is not null)
            await upload.CommitAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (upload is not null)
            await upload.DisposeAsync();
    }
}
