using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/audit-log/head</c> gives the newest signed tree head. Keep it elsewhere: it proves later that the log was not rewritten.</summary>
public sealed class GetAuditLogHead(Api api, AuditLogWriter log)
{
    /// <summary>Answers the head as the canonical JSON whose members, without the signature, are signed.</summary>
    [Function(nameof(GetAuditLogHead))]
    [Answers(200, typeof(TreeHeadView))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit-log/head")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(async () =>
            Answer.Bytes(StatusCodes.Status200OK, "application/json", (await log.HeadAsync(cancellation)).ToJson()), cancellation);
}
