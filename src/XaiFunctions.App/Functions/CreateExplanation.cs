using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Access;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Models;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>POST /api/models/{model}/explanations</c> explains instances. What is quick is answered with the document and its rows; what is not
/// becomes a job like that of a dropped file, unless the caller rather has the best so far. A request with an <c>Idempotency-Key</c> that was
/// done before is answered from its job.
/// </summary>
public sealed class CreateExplanation(
    Api api, ModelCache models, ModelRegistry registry, RequestRepeater repeater, RequestExplainer explainer, CallbackAddress callbacks, ExplanationGate gate, CallerQuota quota,
    IOptions<HttpOptions> options, TimeProvider time)
{
    /// <summary>Answers 200 with the explanation, or 202 with the address of the job.</summary>
    [Function(nameof(CreateExplanation))]
    [Takes(typeof(ExplanationInput))]
    [Reads("Prefer", "RFC 7240. wait=N: an answer within N seconds, if need be the best so far with its intervals (stop reason deadline), or a job if there is none yet; respond-async: a job at once; both: the whole explanation within N seconds, else a job.", IsHeader = true)]
    [Reads("Idempotency-Key", "A text by which the request can be repeated without doing it twice.", IsHeader = true)]
    [Answers(200, typeof(ExplanationAnswer))]
    [Answers(200, "application/jsonl")]
    [Answers(200, "text/csv")]
    [Answers(200, "text/html")]
    [Answers(200, "text/markdown")]
    [Answers(202, typeof(JobView))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.NotAcceptable, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType, ProblemKinds.KeyReused, ProblemKinds.TooManyRequests)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{model}/explanations")] HttpRequest request,
        string model,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            Api.Name(model, "model's name");
            AnswerWish wish = AnswerWish.Of(request, options.Value, time.GetUtcNow());
            using IDisposable place = gate.Enter();
            string? key = IdempotencyKey.Of(request);
            ExplanationBody body = await ExplanationBody.ReadAsync(request, options.Value, cancellation);
            callbacks.Require(body.Callback);
            string version = body.Request.Version ?? await registry.LatestVersionAsync(model, cancellation)
                ?? throw new ProblemException(Problem.NotFound($"No model '{model}' is registered."));
            if (!models.Holds(model, version) && await registry.FindAsync(model, version, cancellation) is null)
                throw new ProblemException(Problem.NotFound($"Version '{version}' of model '{model}' is not registered."));

            RequestIdentity identity = await repeater.IdentifyAsync(model, key, body, Caller.Of(request).Actor, cancellation);
            if (await repeater.FindAnswerAsync(client, identity, wish.Form, cancellation) is { } answer)
                return answer;
            await quota.TakeAsync(Caller.Of(request), body.Count, cancellation);
            using ModelLease lease = await models.AcquireAsync(model, version, cancellation);
            body = body with { Request = body.Request with { Version = version } };
            return await explainer.AnswerAsync(client, lease.Model, body, identity, wish, cancellation);
        }, cancellation);
}
