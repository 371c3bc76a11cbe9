using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Access;
using XaiFunctions.App.Http;
using XaiFunctions.App.Http.OpenApi;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;

namespace XaiFunctions.App.Functions;

/// <summary>
/// <c>POST /api/explanations/{job}/top-up</c> asks a completed job for more precision. A new job takes its rows and values only the coalitions that are missing; what it says is what a job says
/// of which as much was asked at once. Asking for the same again leads to the same job.
/// </summary>
public sealed class TopUpExplanation(Api api, JobTable jobs, WorkStore work, JobStarter starter, CallerQuota quota, IOptions<HttpOptions> options, TimeProvider time)
{
    private const string PollSeconds = "2";

    /// <summary>Answers 202 with the address of the new job.</summary>
    [Function(nameof(TopUpExplanation))]
    [Takes(typeof(TopUpInput))]
    [Answers(202, typeof(JobView))]
    [Problems(ProblemKinds.InvalidInput, ProblemKinds.NotFound, ProblemKinds.Conflict, ProblemKinds.TooLarge, ProblemKinds.UnsupportedMediaType, ProblemKinds.TooManyRequests)]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "explanations/{job}/top-up")] HttpRequest request,
        string job,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await Api.FindJobAsync(jobs, job, cancellation);
            ExplanationRequest more = await ExplanationBody.ReadOptionsAsync<TopUpInput>(request, options.Value, cancellation);
            if (record.State != JobState.Completed)
                throw new ProblemException(Problem.Conflict("Only a completed explanation can be topped up."));

            KeptJob? kept = await work.TryReadRecordAsync<KeptJob>(job, WorkStore.Kept, cancellation);
            if (kept is null || kept.Until < time.GetUtcNow())
            {
                throw new ProblemException(Problem.Conflict(
                    "Nothing is kept of the explanation that more precision could go on from: it is exact, was answered at once, was larger than is kept (Explain__KeepBytes), or ended too long ago (Explain__KeepHours)."));
            }

            ExplanationRequest raised = kept.Raised(more);
            var topUp = new ExplainJob
            {
                Id = Paths.TopUpJob(job, JsonSerializer.Serialize(raised)),
                Model = kept.Job.Model,
                Trigger = Triggers.Http,
                Container = kept.Job.Container,
                Blob = kept.Job.Blob,
                ETag = kept.Job.ETag,
                File = kept.Job.File,
                Request = raised,
                TopsUp = job,
                Actor = Caller.Of(request).Actor,
                CreatedAt = time.GetUtcNow(),
                TraceParent = JobTelemetry.Current,
            };
            // Each row is valued anew where coalitions are missing: it counts like a row asked for. Who asks for the same again gets what is there.
            if (!await starter.KnowsAsync(client, topUp.Id, cancellation))
                await quota.TakeAsync(Caller.Of(request), kept.Plan.Intake.Rows, cancellation);
            await starter.StartAsync(client, topUp, cancellation);
            JobRecord started = await jobs.FindAsync(topUp.Id, cancellation) ?? JobRecord.Of(topUp);
            return Answer.Json(StatusCodes.Status202Accepted, JobView.Of(started, null, null)).With("Location", JobView.Address(topUp.Id)).With("Retry-After", PollSeconds);
        }, cancellation);
}
