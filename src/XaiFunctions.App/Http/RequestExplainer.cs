using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Http;

/// <summary>Answers a request for an explanation, at once or by a job.</summary>
public sealed class RequestExplainer(
    InstanceReader reader, ExplanationGate gate, BatchPlanner planner, QuickExplainer quick, JobStarter starter, JobTable jobs, JobAudit audit, WorkStore work, DocumentStore documents, JobTelemetry telemetry, TimeProvider time)
{
    private const int ProblemsNamed = 50;
    private const string PollSeconds = "2";

    /// <summary>Explains the instances.</summary>
    /// <param name="client">Schedules a job.</param>
    /// <param name="loaded">The model.</param>
    /// <param name="body">The instances and options.</param>
    /// <param name="identity">The request's job.</param>
    /// <param name="wish">How the caller wants it.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="ProblemException">None of the instances can be explained.</exception>
    public async Task<Answer> AnswerAsync(DurableTaskClient client, LoadedModel loaded, ExplanationBody body, RequestIdentity identity, AnswerWish wish, CancellationToken cancellation)
    {
        using Activity? trigger = telemetry.BeginTrigger(Triggers.Http);
        string id = identity.Job;
        var job = new ExplainJob
        {
            Id = id,
            Model = loaded.Record.Model,
            Trigger = Triggers.Http,
            Container = StorageAccount.Work,
            Blob = $"{id}/{WorkStore.Instances}",
            Request = body.Request,
            Callback = body.Callback,
            CreatedAt = identity.CreatedAt,
            TraceParent = JobTelemetry.Current,
        };
        ModelVariant model = loaded.For(job.Request);
        RequestRows rows = await reader.ReadAsync(body.Instances, model, cancellation);
        if (rows.Intake.Rows == 0)
            throw new ProblemException(Problem.InvalidInput("None of the instances can be explained.", Describe(rows.Rejected)));

        PlanRecord plan = planner.Plan(job.Request, loaded.Record.Version, model, rows.Intake);
        if (job.Callback is null && quick.ExpectedSeconds(plan) <= wish.Wait.TotalSeconds && await TryExplainAsync(job, loaded, model, plan, rows, wish.Wait, cancellation) is { } explained)
            return await StoreAsync(job, plan, explained, identity, wish.Form, cancellation);

        await work.WriteAsync(job.Id, WorkStore.Instances, body.Instances, cancellation);
        await starter.StartAsync(client, job, cancellation);
        return Answer.Json(StatusCodes.Status202Accepted, JobView.Of(JobRecord.Of(job), null, null))
            .With("Location", JobView.Address(job.Id))
            .With("Retry-After", PollSeconds);
    }

    /// <returns>Null if it takes longer than expected and the time is over.</returns>
    private async Task<QuickDocuments?> TryExplainAsync(
        ExplainJob job, LoadedModel loaded, ModelVariant model, PlanRecord plan, RequestRows rows, TimeSpan wait, CancellationToken cancellation)
    {
        using WorkSpan span = telemetry.Begin("quick", job);
        using var budget = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellation);
        try
        {
            QuickDocuments explained = await gate.ComputeAsync(() => quick.Explain(job, loaded, model, plan, rows, either.Token), either.Token);
            long evaluations = explained.Document.Method!.Reached.Evaluations;
            span.Done(evaluations);
            telemetry.Explained(job, plan.Batch.Rows, evaluations);
            return explained;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Keeps the documents, so that what was said can be shown later, and answers with them.</summary>
    private async Task<Answer> StoreAsync(ExplainJob job, PlanRecord plan, QuickDocuments explained, RequestIdentity identity, ExplanationForm? form, CancellationToken cancellation)
    {
        JobRecord record = JobRecord.Of(job) with
        {
            State = JobState.Completed,
            Version = plan.Batch.Version,
            Rows = explained.Document.Data.RowsExplained,
            Rejected = explained.Document.Data.RowsRejected,
            FinishedAt = explained.Document.Job.FinishedAt,
        };
        // The document comes last and stays as it is once it is there: of two requests with one key that are done at once, both give the same.
        await Task.WhenAll(explained.Files.Where(file => file.Key != DocumentStore.Document)
            .Select(file => documents.WriteAsync(job.Model, job.Id, file.Key, file.Value, cancellation)));
        BinaryData document = await documents.KeepFirstAsync(job.Model, job.Id, DocumentStore.Document, explained.Files[DocumentStore.Document], cancellation);
        await (identity.IsKeyed ? audit.EndedAsync(job, record, cancellation) : audit.EndedAsync(job, record, explained.Digests(), cancellation));
        await jobs.CreateAsync(record, cancellation);
        telemetry.Ended(job, JobState.Completed, explained.Document.Data.RowsRejected, explained.Document.Job.FinishedAt, explained.Document.Method!.Reached.LargestRelativeHalfWidth);
        Answer? answer = await ExplanationAnswer.FindAsync(
            job.Id, form, file => Task.FromResult<BinaryData?>(file == DocumentStore.Document ? document : explained.Files[file]));
        return answer!;
    }

    private static List<string> Describe(IReadOnlyList<RejectedRow> rejected) =>
        [.. rejected.Take(ProblemsNamed).Select(row => $"Instance {row.Row}{(row.Column is null ? "" : $", '{row.Column}'")} {row.Problem}.")];
}

/// <summary>How a caller wants its answer.</summary>
/// <param name="Wait">The time within which it wants the explanation itself.</param>
/// <param name="Form">The form of the explanation, or null for any.</param>
public sealed record AnswerWish(TimeSpan Wait, ExplanationForm? Form);
