using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.Documents;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>GET /api/schemas/{schema}</c> gives the published JSON Schemas: <c>explanation-document.v1.schema.json</c>,
/// <c>explanation-row.v1.schema.json</c>, <c>audit-document.v1.schema.json</c> and <c>audit-alert.v1.schema.json</c>. It needs no key.
/// </summary>
public sealed class GetSchema(Api api)
{
    /// <summary>Answers the schema.</summary>
    [Function(nameof(GetSchema))]
    [Answers(200, "application/schema+json")]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schemas/{schema}")] HttpRequest request,
        string schema,
        CancellationToken cancellation) => api.RunAsync(() => Task.FromResult(schema switch
        {
            "explanation-document.v1.schema.json" => Answer.Bytes(StatusCodes.Status200OK, "application/schema+json", DocumentSchemas.Document),
            "explanation-row.v1.schema.json" => Answer.Bytes(StatusCodes.Status200OK, "application/schema+json", DocumentSchemas.Row),
            "audit-document.v1.schema.json" => Answer.Bytes(StatusCodes.Status200OK, "application/schema+json", DocumentSchemas.Audit),
            "audit-alert.v1.schema.json" => Answer.Bytes(StatusCodes.Status200OK, "application/schema+json", DocumentSchemas.Alert),
            _ => throw new ProblemException(Problem.NotFound("There is no such schema.")),
        }), cancellation);
}
