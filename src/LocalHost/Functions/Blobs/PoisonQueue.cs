using System.Text.Encodings.Web;
using System.Text.Json;
using XaiFunctions.LocalHost.Functions.Storage;

namespace XaiFunctions.LocalHost.Functions.Blobs;

/// <summary>Tells of blobs that five tries could not process.</summary>
internal sealed class PoisonQueue(HttpClient http, TimeProvider time)
{
    /// <summary>The queue's name, as on Functions.</summary>
    public const string Name = "webjobs-blobtrigger-poison";

    // The message is read by programs, not put into pages: an ETag's quotes stay readable.
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Puts the message into the queue of the blob's account.</summary>
    /// <exception cref="HttpRequestException">The queue service cannot be reached or refuses.</exception>
    public Task SendAsync(BlobFunction function, BlobVersion blob, CancellationToken cancellation)
    {
        var message = new Message("BlobTrigger", function.QualifiedName, blob.Type, function.Pattern.Container, blob.Name, blob.ETag.ToString("H"));
        return new StorageQueue(function.Account, Name, http, time).SendAsync(JsonSerializer.Serialize(message, Format), cancellation);
    }

    private sealed record Message(string Type, string FunctionId, string BlobType, string ContainerName, string BlobName, string ETag);
}
