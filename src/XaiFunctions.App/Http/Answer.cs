using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace XaiFunctions.App.Http;

/// <summary>An HTTP response: a status, headers, and a body that is written to the response's stream.</summary>
/// <param name="status">The status code.</param>
/// <param name="contentType">The body's media type, or null if there is no body.</param>
/// <param name="write">Writes the body.</param>
public sealed class Answer(int status, string? contentType, Func<Stream, CancellationToken, Task>? write) : IActionResult
{
    /// <summary>How bodies are written: camelCase names, nulls left out.</summary>
    internal static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private const string Sandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private readonly Dictionary<string, string> headers = HeadersOf(contentType);

    /// <summary>A response without a body.</summary>
    public static Answer Empty(int status) => new(status, null, null);

    /// <summary>A JSON response: camelCase names, nulls left out.</summary>
    public static Answer Json<T>(int status, T body, string contentType = "application/json") =>
        new(status, contentType, (stream, cancellation) => JsonSerializer.SerializeAsync(stream, body, JsonOptions, cancellation));

    /// <summary>A response of bytes.</summary>
    public static Answer Bytes(int status, string contentType, ReadOnlyMemory<byte> body) =>
        new(status, contentType, (stream, cancellation) => stream.WriteAsync(body, cancellation).AsTask());

    /// <summary>A response of bytes with an <c>ETag</c> that follows from them, or 304 if the caller has them already (<c>If-None-Match</c>).</summary>
    public static Answer Tagged(HttpRequest request, string contentType, ReadOnlyMemory<byte> body)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span))[..32]}\"");
        bool has = request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
        return (has ? Empty(StatusCodes.Status304NotModified) : Bytes(StatusCodes.Status200OK, contentType, body)).With("ETag", tag.ToString()).With("Cache-Control", "private, no-cache");
    }

    /// <summary>A response that is copied from a stream, which is disposed.</summary>
    public static Answer Copy(string contentType, Stream body) => new(StatusCodes.Status200OK, contentType, async (stream, cancellation) =>
    {
        await using (body)
            await body.CopyToAsync(stream, cancellation);
    });

    /// <summary>The same answer with a header.</summary>
    public Answer With(string name, string value)
    {
        headers[name] = value;
        return this;
    }

    /// <inheritdoc/>
    public async Task ExecuteResultAsync(ActionContext context)
    {
        HttpResponse response = context.HttpContext.Response;
        response.StatusCode = status;
        foreach ((string name, string value) in headers)
            response.Headers[name] = value;
        response.Headers.XContentTypeOptions = "nosniff";
        if (contentType is null)
            return;

        response.ContentType = contentType;
        await write!(response.Body, context.HttpContext.RequestAborted);
    }

    // What was made of others' data must not run as a page of this origin with its keys. Pages of the app's own have rules of their own in place of these.
    private static Dictionary<string, string> HeadersOf(string? contentType)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (contentType?.StartsWith("text/html", StringComparison.Ordinal) == true || contentType?.StartsWith("image/", StringComparison.Ordinal) == true)
            (headers["Content-Security-Policy"], headers["Referrer-Policy"]) = (Sandbox, "no-referrer");
        return headers;
    }
}
