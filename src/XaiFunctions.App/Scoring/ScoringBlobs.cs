using System.Net.Http.Headers;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Scoring;

/// <summary>The bytes of a job's rows.</summary>
/// <param name="Content">The bytes as they are stored.</param>
/// <param name="Charset">The charset of the blob's content type, or null.</param>
public sealed record ScoringBlob(Stream Content, string? Charset);

/// <summary>Opens what a job is to explain.</summary>
public sealed class ScoringBlobs(StorageAccount storage)
{
    /// <summary>Opens exactly the bytes that the job was started for.</summary>
    /// <exception cref="InvalidInputException">They are not there any more, or are others by now.</exception>
    public async Task<ScoringBlob> OpenAsync(ExplainJob job, CancellationToken cancellation)
    {
        BlobClient blob = (await storage.ContainerAsync(job.Container)).GetBlobClient(job.Blob);
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            if (job.ETag is not null && properties.ETag != new ETag(job.ETag))
                throw new InvalidInputException("The file was replaced before it was read; the newer one has a job of its own.");

            var options = new BlobOpenReadOptions(allowModifications: false) { Conditions = new BlobRequestConditions { IfMatch = properties.ETag } };
            return new(await blob.OpenReadAsync(options, cancellation), Charset(properties.ContentType));
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            throw new InvalidInputException("The file was deleted before it was read.", exception);
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            throw new InvalidInputException("The file was replaced while it was opened; the newer one has a job of its own.", exception);
        }
    }

    internal static string? Charset(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? media) ? media.CharSet : null;
}
