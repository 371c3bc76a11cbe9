using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Writing;

/// <summary>Writes a job's rejected.csv in file order: the rows that reading has noted, and between them those that the model rejects. There is no such file if there is none.</summary>
/// <param name="work">Has what reading has noted.</param>
/// <param name="documents">Where the file goes.</param>
/// <param name="model">The model's name.</param>
/// <param name="job">The job.</param>
/// <param name="cancellation">Stops reading.</param>
public sealed class RejectedFile(WorkStore work, DocumentStore documents, string model, string job, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<RejectedRow> noted = RejectedLog.ReadAsync(work, job, cancellation).GetAsyncEnumerator(cancellation);
    private BlobUpload? upload;
    private RejectedCsv? csv;
    private bool begun;
    private bool ended;

    /// <summary>Adds rows that the model rejects, in file order.</summary>
    public async Task AddAsync(IEnumerable<RejectedRow> rows)
    {
        foreach (RejectedRow row in rows)
        {
            await CopyNotedAsync(row.Row);
            await WriteAsync(row);
        }
    }

    /// <summary>Adds the rest of the noted rows and makes the file.</summary>
    public async Task CommitAsync()
    {
        await CopyNotedAsync(long.MaxValue);
        csv?.Flush();
        if (upload is not null)
            await upload.CommitAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await noted.DisposeAsync();
        if (upload is not null)
            await upload.DisposeAsync();
    }

    private async Task CopyNotedAsync(long before)
    {
        if (!begun)
            ended = !await noted.MoveNextAsync();
        for (begun = true; !ended && noted.Current.Row < before; ended = !await noted.MoveNextAsync())
            await WriteAsync(noted.Current);
    }

    private async Task WriteAsync(RejectedRow row)
    {
        upload ??= await documents.BeginAsync(model, job, DocumentStore.Rejected);
        csv ??= new RejectedCsv(upload);
        csv.Write(row);
    }
}
