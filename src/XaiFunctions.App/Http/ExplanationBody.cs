using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Http;

/// <summary>The body of a request for an explanation: <c>{ "instances": [ { name: value } ], "options": { ... } }</c>.</summary>
/// <param name="Instances">The instances as JSON Lines, so that they are read by the same reader as a file.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Request">The options.</param>
public sealed record ExplanationBody(BinaryData Instances, int Count, ExplanationRequest Request)
{
    /// <summary>Whom to tell when the explanation is there, as it was given, or null.</summary>
    public string? Callback { get; init; }

    private static readonly string[] KnownMembers = NamesOf<ExplanationInput>();
    private static readonly string[] KnownOptions = NamesOf<ExplanationInputOptions>();
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 16 };

    /// <summary>Reads the body.</summary>
    /// <exception cref="ProblemException">It is too large, not JSON, or of another shape.</exception>
    /// <exception cref="InvalidInputException">An option is wrong.</exception>
    public static Task<ExplanationBody> ReadAsync(HttpRequest request, HttpOptions limits, CancellationToken cancellation) =>
        ReadAsync(request, limits, root => Take(root, limits), cancellation);

    /// <summary>Reads a body that has options only.</summary>
    /// <typeparam name="T">Has the options that are known as its properties.</typeparam>
    /// <exception cref="ProblemException">It is too large, not JSON, or of another shape.</exception>
    /// <exception cref="InvalidInputException">An option is wrong.</exception>
    public static Task<ExplanationRequest> ReadOptionsAsync<T>(HttpRequest request, HttpOptions limits, CancellationToken cancellation) =>
        ReadAsync(request, limits, root => TakeOptions(root, NamesOf<T>()), cancellation);

    /// <summary>Reads a body of rows or of their number.</summary>
    /// <returns>The body, whose instances are empty if only their number is given.</returns>
    /// <exception cref="ProblemException">It is too large, not JSON, or of another shape.</exception>
    /// <exception cref="InvalidInputException">An option is wrong.</exception>
    public static Task<(long Rows, ExplanationRequest Request)> ReadEstimateAsync(HttpRequest request, HttpOptions limits, CancellationToken cancellation) =>
        ReadAsync(request, limits, root =>
        {
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("rows", out JsonElement rows))
            {
                ExplanationBody body = Take(root, limits);
                return (body.Count, body.Request);
            }

            string[] unknown = [.. root.EnumerateObject().Select(member => member.Name).Except(["rows", "options"], StringComparer.Ordinal)];
            if (unknown.Length > 0)
                throw new ProblemException(Problem.InvalidInput($"The body has the unknown {Scoring.Names.List("member", unknown)}; beside 'rows' only 'options' is known."));
            if (rows.ValueKind != JsonValueKind.Number || !rows.TryGetInt64(out long count) || count < 1)
                throw new ProblemException(Problem.InvalidInput("The member 'rows' must be a whole number from 1."));
            return (count, root.TryGetProperty("options", out JsonElement options) ? TakeOptions(options, KnownOptions) : new ExplanationRequest());
        }, cancellation);

    private static async Task<T> ReadAsync<T>(HttpRequest request, HttpOptions limits, Func<JsonElement, T> take, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
            throw new ProblemException(Problem.UnsupportedMediaType("Send application/json."));
        using var bytes = new MemoryStream();
        await CopyAsync(request, bytes, limits, cancellation);
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), Depth);
            return take(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(Problem.InvalidInput("The body holds a text that is no text: bytes that are not UTF-8, or half of a surrogate pair."));
        }
        catch (JsonException exception)
        {
            // The parser's own text may quote the body, and the body is data; its place may be told.
            throw new ProblemException(Problem.InvalidInput(string.Create(CultureInfo.InvariantCulture,
                $"The body is not valid JSON, or nested deeper than {Depth.MaxDepth} levels (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).")));
        }
    }

    private static async Task CopyAsync(HttpRequest request, MemoryStream bytes, HttpOptions limits, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await request.Body.ReadAsync(buffer, cancellation) is var read and > 0)
            {
                if (bytes.Length + read > limits.MaxBodyBytes)
                    throw new ProblemException(Problem.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The body has more than {limits.MaxBodyBytes:N0} bytes (limit MaxBodyBytes); drop a file instead.")));
                bytes.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static ExplanationBody Take(JsonElement root, HttpOptions limits)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("instances", out JsonElement instances) || instances.ValueKind != JsonValueKind.Array)
            throw new ProblemException(Problem.InvalidInput("The body must be an object with the array 'instances'."));
        string[] unknown = [.. root.EnumerateObject().Select(member => member.Name).Except(KnownMembers, StringComparer.Ordinal)];
        if (unknown.Length > 0)
            throw new ProblemException(Problem.InvalidInput($"The body has the unknown {Scoring.Names.List("member", unknown)}; known are {string.Join(", ", KnownMembers)}."));

        int count = instances.GetArrayLength();
        if (count == 0)
            throw new ProblemException(Problem.InvalidInput("There is no instance to explain."));
        if (count > limits.MaxInstances)
            throw new ProblemException(Problem.TooLarge(string.Create(CultureInfo.InvariantCulture, $"There are {count:N0} instances; {limits.MaxInstances:N0} are taken at once (limit MaxInstances). Drop a file instead.")));

        ExplanationRequest request = root.TryGetProperty("options", out JsonElement options) ? TakeOptions(options, KnownOptions) : new ExplanationRequest();
        return new(ToLines(instances), count, request) { Callback = root.TryGetProperty("callback", out JsonElement callback) ? TakeCallback(callback) : null };
    }

    private static string? TakeCallback(JsonElement callback) => callback.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object when callback.EnumerateObject().Count() == 1 && callback.TryGetProperty("url", out JsonElement url) && url.ValueKind == JsonValueKind.String => url.GetString(),
        _ => throw new ProblemException(Problem.InvalidInput("The member 'callback' must be an object with the text 'url' and nothing else.")),
    };

    private static ExplanationRequest TakeOptions(JsonElement options, string[] known)
    {
        if (options.ValueKind == JsonValueKind.Null)
            return new ExplanationRequest();
        if (options.ValueKind != JsonValueKind.Object)
            throw new ProblemException(Problem.InvalidInput("The member 'options' must be an object."));
        string[] unknown = [.. options.EnumerateObject().Select(option => option.Name).Except(known, StringComparer.Ordinal)];
        if (unknown.Length > 0)
            throw new ProblemException(Problem.InvalidInput($"There is no {Scoring.Names.List("option", unknown)}; known are {string.Join(", ", known)}."));

        return ExplanationRequest.Parse(options.EnumerateObject()
            .Where(option => option.Value.ValueKind != JsonValueKind.Null)
            .Select(option => KeyValuePair.Create(option.Name, option.Value.ValueKind == JsonValueKind.String ? option.Value.GetString()! : option.Value.GetRawText())));
    }

    private static string[] NamesOf<T>() => [.. typeof(T).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    private static BinaryData ToLines(JsonElement instances)
    {
        var lines = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(lines);
        foreach (JsonElement instance in instances.EnumerateArray())
        {
            instance.WriteTo(json);
            json.Flush();
            json.Reset();
            lines.Write("\n"u8);
        }

        return BinaryData.FromBytes(lines.WrittenMemory);
    }
}
