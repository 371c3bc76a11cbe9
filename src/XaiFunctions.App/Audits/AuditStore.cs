using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using XaiFunctions.App.Governance;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Audits;

namespace XaiFunctions.App.Audits;

/// <summary>What audits leave behind: blobs under <c>audits/{model}/{audit}/</c>, and the sums of each version's reference sweep.</summary>
public sealed class AuditStore(StorageAccount storage)
{
    /// <summary>The audit; written last.</summary>
    public const string Document = "audit.json";

    /// <summary>The page for people.</summary>
    public const string Report = "report.html";

    /// <summary>The page of Markdown.</summary>
    public const string Summary = "summary.md";

    private const int IdLength = 32;

    private static readonly Dictionary<string, string> ContentTypes = new(GovernanceFiles.All.Select(file => KeyValuePair.Create(file.Name, file.Form.ContentType)), StringComparer.Ordinal)
    {
        [Document] = "application/json",
        [Report] = "text/html; charset=utf-8",
        [Summary] = "text/markdown; charset=utf-8",
    };

    /// <summary>The names of an audit's files.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. ContentTypes.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The media type of a file, or null if audits have no such file.</summary>
    public static string? ContentType(string name) => ContentTypes.GetValueOrDefault(name);

    /// <summary>Writes a file of an audit, over an older one of the same audit.</summary>
    public async Task WriteAsync(Sweep sweep, string name, BinaryData content, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = ContentTypes[name] } };
        await (await BlobAsync($"{sweep.Model}/{sweep.Id}/{name}")).UploadAsync(content, options, cancellation);
    }

    /// <summary>Reads a file of an audit, or null if there is none.</summary>
    public Task<BinaryData?> TryReadAsync(string model, string audit, string name, CancellationToken cancellation) => TryReadAsync($"{model}/{audit}/{name}", cancellation);

    /// <summary>The reference sweep of a version under a policy, or null if there is none yet.</summary>
    public async Task<(string Id, AuditSums Sums)?> FindReferenceAsync(string model, SweepPlan plan, AuditShape shape, CancellationToken cancellation)
    {
        if (await TryReadAsync(ReferenceName(model, plan), cancellation) is not { } content)
            return null;
        using Stream stream = content.ToStream();
        var id = new byte[IdLength];
        stream.ReadExactly(id);
        return (Encoding.ASCII.GetString(id), AuditSums.Read(stream, shape));
    }

    /// <summary>Makes a sweep the reference, unless there is one already.</summary>
    public async Task KeepReferenceAsync(Sweep sweep, SweepPlan plan, AuditSums sums, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        stream.Write(Encoding.ASCII.GetBytes(sweep.Id));
        sums.Write(stream);
        stream.Position = 0;
        try
        {
            var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await (await BlobAsync(ReferenceName(sweep.Model, plan))).UploadAsync(stream, options, cancellation);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // Another sweep was first, or an earlier attempt of this one.
        }
    }

    /// <summary>Removes the sums of a sweep with which later ones are compared.</summary>
    public async Task RemoveReferencesAsync(string model, string audit, CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Audits);
        await foreach (BlobItem blob in container.GetBlobsAsync(prefix: $"{model}/reference/", cancellationToken: cancellation))
        {
            BlobClient client = container.GetBlobClient(blob.Name);
            var id = new byte[IdLength];
            using (Stream content = await client.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellation))
                await content.ReadExactlyAsync(id, cancellation);
            if (Encoding.ASCII.GetString(id) == audit)
                await client.DeleteIfExistsAsync(cancellationToken: cancellation);
        }
    }

    /// <summary>Removes sums that are older than a time and with which audits are compared: the next sweep is then the one to compare with.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RemoveReferencesAsync(string model, DateTimeOffset before, CancellationToken cancellation)
    {
        BlobContainerClient container = await storage.ContainerAsync(StorageAccount.Audits);
        int removed = 0;
        await foreach (BlobItem blob in container.GetBlobsAsync(prefix: $"{model}/reference/", cancellationToken: cancellation))
        {
            if (!(blob.Properties.LastModified < before))
                continue;
            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation);
            removed++;
        }

        return removed;
    }

    /// <summary>Marks an audit that cannot be made again, and removes its pages, which show single rows.</summary>
    public async Task MarkAsync(Sweep sweep, AuditRederivation mark, CancellationToken cancellation)
    {
        foreach (string page in (string[])[Report, Summary])
            await (await BlobAsync($"{sweep.Model}/{sweep.Id}/{page}")).DeleteIfExistsAsync(cancellationToken: cancellation);
        if (await TryReadAsync(sweep.Model, sweep.Id, Document, cancellation) is not { } content || JsonNode.Parse(content.ToMemory().Span) is not JsonObject document)
            return;
        document["rederived"] = JsonSerializer.SerializeToNode(mark, JsonSerializerOptions.Web);
        document["findings"]!.AsArray().Insert(0, "A person whose rows this audit counted was erased since, and it could not be derived again: its numbers still count those rows.");
        await WriteAsync(sweep, Document, BinaryData.FromString(document.ToJsonString()), cancellation);
    }

    /// <summary>Sums can be compared only if the version, the audited output and the meaning of labels are the same, and read only if their format is.</summary>
    private static string ReferenceName(string model, SweepPlan plan)
    {
        byte[] key = JsonSerializer.SerializeToUtf8Bytes(new { plan.Policy.Output, plan.Policy.Labels }, AuditPolicy.Format);
        return $"{model}/reference/{plan.Version}-{Convert.ToHexStringLower(SHA256.HashData(key))[..16]}.v{AuditSums.Format}.bin";
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

    private async Task<BlobClient> BlobAsync(string name) => (await storage.ContainerAsync(StorageAccount.Audits)).GetBlobClient(name);
}
