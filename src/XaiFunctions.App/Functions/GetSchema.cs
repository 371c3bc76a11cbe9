using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.Documents;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>GET /api/schemas/{schema}</c> gives the published JSON Schemas: <c>explanation-document.v1.schema.json</c>,
/// <c>explanation-row.v1.schema.json</c>, <c>audit-document.v1.schema.json</c>, <c>audit-alert.v1.schema.json</c>,
/// <c>model-card.v0.0.2.schema.json</c>, <c>datasheet.v1.schema.json</c> and <c>evidence.v1.schema.json</c>. It needs no key.
/// </summary>
public sealed class GetSchema(Api api)
{
    /// <summary>Answers the schema, or 304 if the caller has it already.</summary>
    [Function(nameof(GetSchema))]
    [Answers(200, "application/schema+json")]
    [Answers(304)]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "schemas/{schema}")] HttpRequest request,
        string schema,
        CancellationToken cancellation) => api.RunAsync(() => Task.FromResult(Answer.Tagged(request, "application/schema+json", schema switch
        {
            "explanation-document.v1.schema.json" => DocumentSchemas.Document,
            "explanation-row.v1.schema.json" => DocumentSchemas.Row,
            "audit-document.v1.schema.json" => DocumentSchemas.Audit,
            "audit-alert.v1.schema.json" => DocumentSchemas.Alert,
            "model-card.v0.0.2.schema.json" => DocumentSchemas.ModelCard,
            "datasheet.v1.schema.json" => DocumentSchemas.Datasheet,
            "evidence.v1.schema.json" => DocumentSchemas.Evidence,
            _ => throw new ProblemException(Problem.NotFound("There is no such schema.")),
        })), cancellation);
}
