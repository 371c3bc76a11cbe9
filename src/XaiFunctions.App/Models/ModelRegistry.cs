using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Models;

/// <summary>
/// The registry's blobs: <c>models/{model}/{version}/</c> with model.onnx, manifest.json (completed), background.csv and registration.json, and
/// <c>models/{model}/latest.json</c>, which names the version that was registered last and explains dropped files. Versions do not change.
/// </summary>
public sealed class ModelRegistry(StorageAccount storage)
{
    /// <summary>The name of the ONNX file.</summary>
    public const string Model = "model.onnx";

    /// <summary>The name of the manifest.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The name of the background file unless the manifest says another.</summary>
    public const string Background = "background.csv";

    private const string Registration = "registration.json";
    private const string Latest = "latest.json";
    private const string Access = "access.json";

    /// <summary>The version that was registered last, or null if the model is unknown.</summary>
    public async Task<string?> LatestVersionAsync(string model, CancellationToken cancellation) =>
        (await TryReadAsync($"{model}/{Latest}", cancellation))?.ToObjectFromJson<LatestVersion>(JsonSerializerOptions.Web)!.Version;

    /// <summary>The record of a version, or null if it is not registered.</summary>
    public async Task<RegistrationRecord?> FindAsync(string model, string version, CancellationToken cancellation) =>
        (await TryReadAsync($"{model}/{version}/{Registration}", cancellation))?.ToObjectFromJson<RegistrationRecord>(JsonSerializerOptions.Web);

    /// <summary>One file of a version, or null if there is none.</summary>
    public Task<BinaryData?> TryReadAsync(string model, string version, string file, CancellationToken cancellation) =>
        TryReadAsync($"{model}/{version}/{file}", cancellation);

    /// <summary>The size of one file of a version, or null if there is none.</summary>
    public async Task<long?> SizeAsync(string model, string version, string file, CancellationToken cancellation)
    {
        try
        {
            BlobClient blob = await BlobAsync($"{model}/{version}/{file}");
            return (await blob.GetPropertiesAsync(cancellationToken: cancellation)).Value.ContentLength;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Stores the files of a version, then its record, then points the model's latest version at it.</summary>
    /// <param name="record">The record; its digests are those of the files.</param>
    /// <param name="files">The files, with the completed manifest.</param>
    /// <param name="backgroundName">The name of the background file.</param>
    /// <param name="cancellation">Stops between files.</param>
    public async Task StoreAsync(RegistrationRecord record, ModelFiles files, string backgroundName, CancellationToken cancellation)
    {
        string folder = $"{record.Model}/{record.Version}/";
        await WriteAsync(folder + Model, files.Model, "application/octet-stream", cancellation);
        await WriteAsync(folder + backgroundName, files.Background, "text/csv", cancellation);
        await WriteAsync(folder + Manifest, files.Manifest, "application/json", cancellation);
        await WriteAsync(folder + Registration, BinaryData.FromObjectAsJson(record, JsonSerializerOptions.Web), "application/json", cancellation);
        await PointLatestAsync(record, cancellation);
    }

    /// <summary>Makes a registered version the one that explains dropped files.</summary>
    public Task PointLatestAsync(RegistrationRecord record, CancellationToken cancellation) => WriteAsync(
        $"{record.Model}/{Latest}", BinaryData.FromObjectAsJson(new LatestVersion(record.Version), JsonSerializerOptions.Web), "application/json", cancellation);

    /// <summary>To whom a model is open, as it is stored, or null if nobody has said.</summary>
    public Task<BinaryData?> TryReadAccessAsync(string model, CancellationToken cancellation) => TryReadAsync($"{model}/{Access}", cancellation);

    /// <summary>Stores to whom a model is open.</summary>
    public Task WriteAccessAsync(string model, BinaryData lists, CancellationToken cancellation) =>
        WriteAsync($"{model}/{Access}", lists, "application/json", cancellation);

    /// <summary>A file of settings beside a model's versions, or null if there is none.</summary>
    public Task<BinaryData?> TryReadSettingAsync(string model, string file, CancellationToken cancellation) => TryReadAsync($"{model}/{file}", cancellation);

    /// <summary>Stores a file of settings beside a model's versions.</summary>
    public Task WriteSettingAsync(string model, string file, BinaryData content, CancellationToken cancellation) =>
        WriteAsync($"{model}/{file}", content, "application/json", cancellation);

    /// <summary>All registered versions with their model, and whether each is its model's latest.</summary>
    public async Task<IReadOnlyList<(RegistrationRecord Record, bool IsLatest)>> ListAsync(CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Models);
        var records = new List<RegistrationRecord>();
        var latest = new Dictionary<string, string?>(StringComparer.Ordinal);
        await foreach (BlobItem blob in container.GetBlobsAsync(cancellationToken: cancellation))
        {
            if (blob.Name.Split('/') is not [var model, var version, Registration])
                continue;
            if (await FindAsync(model, version, cancellation) is not { } record)
                continue;
            records.Add(record);
            if (!latest.ContainsKey(model))
                latest[model] = await LatestVersionAsync(model, cancellation);
        }

        return [.. records.Select(record => (record, latest[record.Model] == record.Version))];
    }

    private async Task<BinaryData?> TryReadAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return (await (await BlobAsync(name)).DownloadContentAsync(cancellation)).Value.Content;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task WriteAsync(string name, BinaryData content, string contentType, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType } };
        await (await BlobAsync(name)).UploadAsync(content, options, cancellation);
    }

    private async Task<BlobClient> BlobAsync(string name) => (await storage.ContainerAsync(StorageAccount.Models)).GetBlobClient(name);

    private sealed record LatestVersion(string Version);
}
