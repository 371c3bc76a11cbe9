using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Access;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>PUT /api/models/{model}/access</c> says to whom a model is open: <c>{ "read": [...], "explain": [...] }</c>, each a list of object ids, group ids
/// or roles; a list that is left out leaves it to the role. The model need not be registered yet.
/// </summary>
public sealed class SetModelAccess(Api api, ModelAccess access, AuditLogWriter log, TimeProvider time)
{
    private const int MostNames = 1000;
    private const string Shape = "The body must be an object with the lists of texts 'read' and 'explain', and nothing else.";

    /// <summary>Answers the lists as they now are.</summary>
    [Function(nameof(SetModelAccess))]
    [Takes(typeof(AccessLists))]
    [Answers(200, typeof(AccessLists))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "models/{model}/access")] HttpRequest request,
        string model,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            AccessLists lists = await SmallBody.ReadAsync<AccessLists>(request, Shape, cancellation);
            if (lists.Read?.Count > MostNames || lists.Explain?.Count > MostNames)
                throw new ProblemException(Problem.TooLarge("A list names at most 1,000."));
            AuditEvent happened = AuditEvents.AccessSet(model, BinaryData.FromObjectAsJson(lists, SmallBody.Format), Caller.Of(request).Actor, time.GetUtcNow());
            await log.AppendAsync([happened], cancellation);
            await access.SetAsync(model, lists, cancellation);
            return Answer.Json(StatusCodes.Status200OK, lists);
        }, cancellation);
}
