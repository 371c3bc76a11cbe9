using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/audit-log/records?subject=</c> gives all that the log says of a subject: <c>job:{id}</c>, <c>audit:{id}</c>,
/// <c>model:{name}:{version}</c> or <c>settings:{model}</c>.</summary>
public sealed class ListAuditLogRecords(Api api, AuditLogReader log)
{
    /// <summary>Answers the records, one line each.</summary>
    [Function(nameof(ListAuditLogRecords))]
    [Reads("subject", "A job, as job:{id}, an audit, as audit:{id}, a version of a model, as model:{name}:{version}, or a model's settings, as settings:{model}. It must be given.")]
    [Answers(200, "application/jsonl")]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit-log/records")] HttpRequest request,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            string subject = AuditLogQuery.Subject(request.Query["subject"].ToString());
            IReadOnlyList<byte[]> records = await log.FindSubjectAsync(subject, cancellation);
            return Answer.Bytes(StatusCodes.Status200OK, "application/jsonl", records.SelectMany(record => record.Append((byte)'\n')).ToArray());
        }, cancellation);
}
