using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Privacy.Erasures;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>DELETE /api/subjects/{key}</c> erases the rows of a person from jobs, documents, tables, files and audits of all models with a key column. Asked for again while it runs it is the same erasure; after
/// its end it looks again.
/// </summary>
public sealed class EraseSubject(Api api, ErasureStarter starter)
{
    /// <summary>Answers 202 with the address of the erasure.</summary>
    [Function(nameof(EraseSubject))]
    [Answers(202, typeof(ErasureView))]
    [Problems(ProblemKinds.InvalidInput)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "subjects/{key}")] HttpRequest request,
        string key,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            if (string.IsNullOrWhiteSpace(key))
                throw new ProblemException(Problem.InvalidInput("The address names nobody."));
            ErasureRecord record = await starter.StartAsync(client, key, Caller.Of(request).Actor, cancellation);
            return Answer.Json(StatusCodes.Status202Accepted, ErasureView.Of(record)).With("Location", ErasureView.Address(record.Id)).With("Retry-After", "2");
        }, cancellation);
}
