using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace XaiFunctions.App.Storage;

/// <summary>What jobs leave behind: blobs under <c>explanations/{model}/{job}/</c>.</summary>
public sealed class DocumentStore(StorageAccount storage)
{
    /// <summary>The whole story without the rows. It is written last: a job whose document is there is complete.</summary>
    public const string Document = "document.json";

    /// <summary>One record a row.</summary>
    public const string Rows = "rows.jsonl";

    /// <summary>One line a row and output.</summary>
    public const string Attributions = "attributions.csv";

    /// <summary>One line a rejected row; only if there are any.</summary>
    public const string Rejected = "rejected.csv";

    /// <summary>The report for people.</summary>
    public const string Report = "report.html";

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [Document] = "application/json",
        [Rows] = "application/jsonl",
        [Attributions] = "text/csv; charset=utf-8",
        [Rejected] = "text/csv; charset=utf-8",
        [Report] = "text/html; charset=utf-8",
    };

    /// <summary>Whether a job can leave a file of this name.</summary>
    public static bool IsFile(string name) => ContentTypes.ContainsKey(name);

    /// <summary>The media type of a file.</summary>
    public static string ContentType(string name) => ContentTypes[name];

    public async Task<BlobClient> BlobAsync(string model, string job, string name) =>
        (await storage.ContainerAsync(StorageAccount.Explanations)).GetBlobClient(Paths.Documents(model, job) + name);

    /// <summary>Begins a file that is written piece by piece.</summary>
    public async Task<BlobUpload> BeginAsync(string model, string job, string name)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Explanations);
        return new(container.GetBlockBlobClient(Paths.Documents(model, job) + name), ContentType(name));
    }

    /// <summary>Writes a file in one go.</summary>
    public async Task WriteAsync(string model, string job, string name, BinaryData content, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = ContentType(name) } };
        await (await BlobAsync(model, job, name)).UploadAsync(content, options, cancellation);
    }

    /// <summary>Writes a file in one go unless it is there already, and gives the one that is then there: the first writer decides.</summary>
    public async Task<BinaryData> KeepFirstAsync(string model, string job, string name, BinaryData content, CancellationToken cancellation)
    {
        BlobClient blob = await BlobAsync(model, job, name);
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = ContentType(name) },
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            await blob.UploadAsync(content, options, cancellation);
            return content;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            return (await blob.DownloadContentAsync(cancellation)).Value.Content;
        }
    }

    /// <summary>Reads a whole file, or null if there is none.</summary>
    public async Task<BinaryData?> TryReadAsync(string model, string job, string name, CancellationToken cancellation)
    {
        try
        {
            return (await (await BlobAsync(model, job, name)).DownloadContentAsync(cancellation)).Value.Content;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The ETag of a file, or null if there is none.</summary>
    public async Task<ETag?> FindETagAsync(string model, string job, string name, CancellationToken cancellation)
    {
        try
        {
            return (await (await BlobAsync(model, job, name)).GetPropertiesAsync(cancellationToken: cancellation)).Value.ETag;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Opens a file for reading, or null if there is none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="job">The job.</param>
    /// <param name="name">The file.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <param name="bufferBytes">What is fetched at once; null for much, as suits who reads the whole file.</param>
    public async Task<(Stream Content, BlobProperties Properties)?> TryOpenReadAsync(string model, string job, string name, CancellationToken cancellation, int? bufferBytes = null)
    {
        BlobClient blob = await BlobAsync(model, job, name);
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellation);
            var options = new BlobOpenReadOptions(allowModifications: false) { BufferSize = bufferBytes, Conditions = new BlobRequestConditions { IfMatch = properties.ETag } };
            return (await blob.OpenReadAsync(options, cancellation), properties);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The names and sizes of a job's files.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ListAsync(string model, string job, CancellationToken cancellation)
    {
        string prefix = Paths.Documents(model, job);
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Explanations);
        var files = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (BlobItem blob in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellation))
            files[blob.Name[prefix.Length..]] = blob.Properties.ContentLength ?? 0;
        return files;
    }

    /// <summary>The names and SHA-256 digests of a job's files as they are stored, in lower-case hexadecimal digits.</summary>
    public async Task<IReadOnlyDictionary<string, string>> DigestsAsync(string model, string job, CancellationToken cancellation)
    {
        IEnumerable<string> names = (await ListAsync(model, job, cancellation)).Keys;
        IEnumerable<KeyValuePair<string, string>> digests = await Task.WhenAll(names.Select(async name =>
        {
            // One request, so that it is one version of the file even while another request with the same key writes it.
            using BlobDownloadStreamingResult file = (await (await BlobAsync(model, job, name)).DownloadStreamingAsync(cancellationToken: cancellation)).Value;
            return KeyValuePair.Create(name, Convert.ToHexStringLower(await SHA256.HashDataAsync(file.Content, cancellation)));
        }));
        return new SortedDictionary<string, string>(new Dictionary<string, string>(digests), StringComparer.Ordinal);
    }

    /// <summary>Removes a job's files.</summary>
    public async Task RemoveAsync(string model, string job, CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Explanations);
        await foreach (BlobItem blob in container.GetBlobsAsync(prefix: Paths.Documents(model, job), cancellationToken: cancellation))
            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation);
    }
}
