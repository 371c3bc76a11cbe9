using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace XaiFunctions.Cli.Client;

/// <summary>The app's storage account, as any client sees it: files are dropped into <c>scoring</c>, documents lie in <c>explanations</c>.</summary>
/// <param name="connection">The account's connection string.</param>
internal sealed class AppStorage(string connection)
{
    private const string Scoring = "scoring";
    private const string Models = "models";
    private const string Explanations = "explanations";

    private readonly BlobServiceClient blobs = new(connection);

    /// <summary>Drops a scoring file and tells which job the drop starts.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="file">The file's name in the model's folder.</param>
    /// <param name="content">The file.</param>
    /// <param name="metadata">The version and how to explain.</param>
    /// <param name="cancellation">Stops the upload.</param>
    /// <exception cref="CommandFailedException">Storage does not take it.</exception>
    public async Task<string> DropAsync(string model, string file, Stream content, IDictionary<string, string> metadata, CancellationToken cancellation)
    {
        string blob = $"{model}/{file}";
        try
        {
            BlobContainerClient container = blobs.GetBlobContainerClient(Scoring);
            await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
            Response<BlobContentInfo> uploaded =
                await container.GetBlobClient(blob).UploadAsync(content, new BlobUploadOptions { Metadata = metadata }, cancellation);
            return JobOf(blob, uploaded.Value.ETag);
        }
        catch (RequestFailedException problem)
        {
            throw new CommandFailedException($"Storage does not take '{Scoring}/{blob}': {FirstLine(problem.Message)}", problem);
        }
    }

    /// <summary>Removes a dropped file.</summary>
    public Task RemoveDropAsync(string model, string file, CancellationToken cancellation) =>
        blobs.GetBlobContainerClient(Scoring).DeleteBlobIfExistsAsync($"{model}/{file}", cancellationToken: cancellation);

    /// <summary>Fetches all files of a job into a folder and returns their names.</summary>
    /// <exception cref="CommandFailedException">Storage or the folder fails.</exception>
    public async Task<IReadOnlyList<string>> FetchAsync(string model, string job, DirectoryInfo folder, CancellationToken cancellation)
    {
        LocalFiles.CreateDirectory(folder);
        string prefix = $"{model}/{job}/";
        BlobContainerClient container = blobs.GetBlobContainerClient(Explanations);
        var names = new List<string>();
        try
        {
            await foreach (BlobItem blob in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellation))
            {
                string name = blob.Name[prefix.Length..];
                await container.GetBlobClient(blob.Name).DownloadToAsync(Path.Combine(folder.FullName, Path.GetFileName(name)), cancellation);
                names.Add(name);
            }
        }
        catch (RequestFailedException problem)
        {
            throw new CommandFailedException($"Storage does not give '{Explanations}/{prefix}': {FirstLine(problem.Message)}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"Cannot write into {folder.FullName}: {problem.Message}", problem);
        }

        return names;
    }

    /// <summary>SHA-256 of a file in the registry, in lower-case hexadecimal.</summary>
    /// <exception cref="CommandFailedException">It is not there.</exception>
    public async Task<string> RegistryDigestAsync(string model, string version, string file, CancellationToken cancellation)
    {
        string blob = $"{model}/{version}/{file}";
        try
        {
            await using Stream content = await blobs.GetBlobContainerClient(Models).GetBlobClient(blob).OpenReadAsync(cancellationToken: cancellation);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        }
        catch (RequestFailedException problem)
        {
            throw new CommandFailedException($"Storage does not give '{Models}/{blob}': {FirstLine(problem.Message)}", problem);
        }
    }

    /// <summary>Where a job's documents lie.</summary>
    public static string Folder(string model, string job) => $"{Explanations}/{model}/{job}/";

    /// <summary>The id of the job that an upload starts: it follows from the blob and its ETag, so that every client can know it.</summary>
    private static string JobOf(string blob, ETag eTag) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{blob}\n{eTag.ToString("G").Trim('"')}")))[..32];

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
