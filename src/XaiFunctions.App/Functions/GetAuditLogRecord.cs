using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/audit-log/records/{sequence}</c> gives a record: exactly the bytes whose hash is in the tree.</summary>
public sealed class GetAuditLogRecord(Api api, AuditLogReader log)
{
    /// <summary>Answers the record.</summary>
    [Function(nameof(GetAuditLogRecord))]
    [Answers(200, typeof(AuditRecordView))]
    [Problems(ProblemKinds.NotFound)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit-log/records/{sequence}")] HttpRequest request,
        string sequence,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            byte[] record = await log.FindRecordAsync(AuditLogQuery.Sequence(sequence), cancellation) ?? throw new ProblemException(AuditLogQuery.NoRecord());
            return Answer.Bytes(StatusCodes.Status200OK, "application/json", record);
        }, cancellation);
}
