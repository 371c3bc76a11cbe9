using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The HTTP side of an invocation.</summary>
public static class FunctionContextExtensions
{
    // The key under which the real worker's ASP.NET Core integration keeps it, so that code that looks there finds it.
    internal const string HttpContextKey = "HttpRequestContext";

    /// <summary>The request and response of an HTTP function; null for other functions.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue(HttpContextKey, out var value) ? value as HttpContext : null;
}
