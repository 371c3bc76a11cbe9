using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace XaiFunctions.App.Http;

/// <summary>Reads small JSON bodies whose members are all known.</summary>
public static class SmallBody
{
    private const int MostBytes = 256 << 10;

    /// <summary>How they are written: an unknown member is a mistake, and is said to be one.</summary>
    internal static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, MaxDepth = 4 };

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="shape">What it must be, for the answer to one that is not.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <param name="format">How it is written; default: <see cref="Format"/>.</param>
    /// <exception cref="ProblemException">It is no JSON, too large, or of another shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, string shape, CancellationToken cancellation, JsonSerializerOptions? format = null)
        where T : class
    {
        if (!request.HasJsonContentType())
            throw new ProblemException(Problem.UnsupportedMediaType("Send application/json."));
        // It may come in pieces without a length, so it is counted.
        byte[] bytes = new byte[MostBytes + 1];
        int count = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        if (count > MostBytes)
            throw new ProblemException(Problem.TooLarge("The body has more than 256 KiB."));
        try
        {
            return JsonSerializer.Deserialize<T>(bytes.AsSpan(0, count), format ?? Format) ?? throw new ProblemException(Problem.InvalidInput(shape));
        }
        catch (JsonException)
        {
            throw new ProblemException(Problem.InvalidInput(shape)); // The parser's own text may quote the body.
        }
    }
}
