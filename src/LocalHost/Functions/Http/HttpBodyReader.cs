using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;

namespace XaiFunctions.LocalHost.Functions.Http;

/// <summary>Reads a request's body as a parameter's type: text and bytes as they came, everything else as JSON.</summary>
internal abstract class HttpBodyReader
{
    /// <summary>Whether a body can be a value of the type; services and streams cannot.</summary>
    public static bool CanRead(Type type) => !type.IsInterface && !type.IsAbstract && type != typeof(HttpContext);

    /// <summary>The body; null for an empty one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">The parameter's type.</param>
    /// <param name="serializer">Reads JSON.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static async ValueTask<object?> ReadAsync(HttpRequest request, Type type, ObjectSerializer serializer, CancellationToken cancellation)
    {
        if (type == typeof(string))
            return await new StreamReader(request.Body).ReadToEndAsync(cancellation);

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        if (type == typeof(byte[]))
            return body.ToArray();
        if (body.Length == 0)
            return null;
        body.Position = 0;
        return await serializer.DeserializeAsync(body, type, cancellation);
    }
}
