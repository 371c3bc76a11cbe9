using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/openapi.json</c> describes this API (OpenAPI 3.1). It needs no key: it tells what the source tells.</summary>
public sealed class GetOpenApi(Api api)
{
    private static readonly Lazy<ReadOnlyMemory<byte>> Description = new(() => JsonSerializer.SerializeToUtf8Bytes(OpenApiDocument.Create(), Answer.JsonOptions));

    /// <summary>Answers the description, or 304 if the caller has it already.</summary>
    [Function(nameof(GetOpenApi))]
    [Answers(200, "application/json")]
    [Answers(304)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(() => Task.FromResult(Answer.Tagged(request, "application/json", Description.Value)), cancellation);
}
