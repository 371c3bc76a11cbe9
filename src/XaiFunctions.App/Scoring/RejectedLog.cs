using System.Runtime.CompilerServices;
using System.Text.Json;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Scoring;

/// <summary>
/// Notes the rows that a job's reading rejects, as a claim check of JSON Lines; there is none if no row is. What becomes of it is rejected.csv, which also has the rows that
/// the model rejects.
/// </summary>
public sealed class RejectedLog(WorkStore work, string job) : IAsyncDisposable
{
    private BlobUpload? upload;

    /// <summary>Adds a row.</summary>
    public async ValueTask WriteAsync(RejectedRow row)
    {
        upload ??= await work.BeginAsync(job, WorkStore.RejectedRows);
        await upload.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(row, JsonSerializerOptions.Web));
        await upload.WriteAsync("\n"u8.ToArray());
    }

    /// <summary>Keeps the rows that were added.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        if (upload is not null)
            await upload.CommitAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (upload is not null)
            await upload.DisposeAsync();
    }

    /// <summary>Reads what a job has noted, in file order.</summary>
    public static async IAsyncEnumerable<RejectedRow> ReadAsync(WorkStore work, string job, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!await work.ExistsAsync(job, WorkStore.RejectedRows, cancellation))
            yield break;
        await using Stream stream = await work.OpenReadAsync(job, WorkStore.RejectedRows, cancellation);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellation) is { } line)
            yield return JsonSerializer.Deserialize<RejectedRow>(line, JsonSerializerOptions.Web)!;
    }
}
