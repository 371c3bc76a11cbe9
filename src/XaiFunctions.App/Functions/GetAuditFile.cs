using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>GET /api/models/{model}/audits/{audit}/files/{name}</c> gives a file of an audit: <c>audit.json</c>, <c>report.html</c>, <c>summary.md</c>, or
/// the card, data sheet and evidence of that time: <c>model-card</c>, <c>datasheet</c>, <c>evidence</c>, each <c>.json</c>, <c>.html</c> and <c>.md</c>.
/// </summary>
public sealed class GetAuditFile(Api api, AuditStore store)
{
    /// <summary>Answers the file, or 304 if the caller has it already.</summary>
    [Function(nameof(GetAuditFile))]
    [Answers(200, "application/json")]
    [Answers(200, "text/html")]
    [Answers(200, "text/markdown")]
    [Answers(304)]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{model}/audits/{audit}/files/{name}")] HttpRequest request,
        string model,
        string audit,
        string name,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            string type = AuditStore.ContentType(name) ?? throw new ProblemException(Api.NoAudit());
            BinaryData? file = await store.TryReadAsync(Api.Name(model, "model's name"), Api.Audit(audit), name, cancellation);
            return Answer.Tagged(request, type, (file ?? throw new ProblemException(Api.NoAudit())).ToMemory());
        }, cancellation);
}
