using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>A blob as the types that a blob trigger binds.</summary>
internal static class BlobValue
{
    private static readonly Type[] Types =
        [typeof(Stream), typeof(BlobClient), typeof(BlobBaseClient), typeof(BlockBlobClient), typeof(string), typeof(byte[])];

    /// <summary>Why a type cannot be bound, in words; null if it can.</summary>
    public static string? Problem(Type type) => Types.Contains(type)
        ? null
        : $"a blob trigger binds {string.Join(", ", Types.Select(known => known.Name))}, not {type.Name}.";

    /// <summary>The blob as the type. Contents are those of the version that started the function, or the read fails.</summary>
    /// <param name="type">One of the types that can be bound.</param>
    /// <param name="container">The container's client.</param>
    /// <param name="blob">The blob and its version.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static async ValueTask<object?> OpenAsync(Type type, BlobContainerClient container, BlobVersion blob, CancellationToken cancellation)
    {
        var client = container.GetBlobClient(blob.Name);
        if (type == typeof(BlobClient) || type == typeof(BlobBaseClient))
            return client;
        if (type == typeof(BlockBlobClient))
            return container.GetBlockBlobClient(blob.Name);

        var conditions = new BlobRequestConditions { IfMatch = blob.ETag };
        if (type == typeof(Stream))
            return await client.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { Conditions = conditions }, cancellation);

        var content = await client.DownloadContentAsync(new BlobDownloadOptions { Conditions = conditions }, cancellation);
        return type == typeof(string) ? content.Value.Content.ToString() : content.Value.Content.ToArray();
    }
}
