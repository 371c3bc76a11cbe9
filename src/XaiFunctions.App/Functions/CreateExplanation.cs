using System.Globalization;
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
/// becomes a job like that of a dropped file. A request with an <c>Idempotency-Key</c> that was done before is answered from its job.
/// </summary>
public sealed class CreateExplanation(
    Api api, ModelCache models, ModelRegistry registry, RequestRepeater repeater, RequestExplainer explainer, CallbackAddress callbacks, ExplanationGate gate, CallerQuota quota,
    IOptions<HttpOptions> options)
{
    /// <summary>Answers 200 with the explanation, or 202 with the address of the job.</summary>
    [Function(nameof(CreateExplanation))]
    [Takes(typeof(ExplanationInput))]
    [Reads("Prefer", "wait=N: the seconds within which an answer is wanted; respond-async: a job at once (RFC 7240).", IsHeader = true)]
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
            using IDisposable place = gate.Enter();
            string? key = IdempotencyKey.Of(request);
            ExplanationForm? form = ExplanationForm.Wanted(request);
            ExplanationBody body = await ExplanationBody.ReadAsync(request, options.Value, cancellation);
            callbacks.Require(body.Callback);
            string version = body.Request.Version ?? await registry.LatestVersionAsync(model, cancellation)
                ?? throw new ProblemException(Problem.NotFound($"No model '{model}' is registered."));
            if (!models.Holds(model, version) && await registry.FindAsync(model, version, cancellation) is null)
                throw new ProblemException(Problem.NotFound($"Version '{version}' of model '{model}' is not registered."));

            RequestIdentity identity = await repeater.IdentifyAsync(model, key, body, cancellation);
            if (await repeater.FindAnswerAsync(client, identity, form, cancellation) is { } answer)
                return answer;
            await quota.TakeAsync((Caller)request.HttpContext.Items[Caller.Item]!, body.Count, cancellation);
            using ModelLease lease = await models.AcquireAsync(model, version, cancellation);
            body = body with { Request = body.Request with { Version = version } };
            return await explainer.AnswerAsync(client, lease.Model, body, identity, new(Wait(request), form), cancellation);
        }, cancellation);

    /// <summary>The time within which the caller wants an answer: <c>Prefer: wait=N</c> (RFC 7240), or <c>respond-async</c> for none.</summary>
    private TimeSpan Wait(HttpRequest request)
    {
        double seconds = options.Value.WaitSeconds;
        foreach (string preference in request.Headers["Prefer"].ToString().Split([',', ';'], StringSplitOptions.TrimEntries))
        {
            if (preference.Equals("respond-async", StringComparison.OrdinalIgnoreCase))
                seconds = 0;
            if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                && double.TryParse(preference.AsSpan(5), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double asked) && asked >= 0)
            {
                seconds = Math.Min(asked, options.Value.MaxWaitSeconds);
            }
        }

        return TimeSpan.FromSeconds(seconds);
    }
}
