using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Telemetry;
using XaiFunctions.Core.Shapley;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Http;

/// <summary>Answers a request for an explanation, at once or by a job.</summary>
public sealed class RequestExplainer(
    InstanceReader reader, ExplanationGate gate, BatchPlanner planner, QuickExplainer quick, JobStarter starter, JobTable jobs, JobAudit audit, WorkStore work, DocumentStore documents, SubjectIndex subjects, PrivacyPolicies policies, JobTelemetry telemetry, TimeProvider time)
{
    private const int ProblemsNamed = 50;
    private const string PollSeconds = "2";

    /// <summary>The share of the time that a caller waits in which coalitions may be valued; the rest is for the documents.</summary>
    private const double SamplingShare = 0.8;

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
            Actor = identity.Actor,
            CreatedAt = identity.CreatedAt,
            TraceParent = JobTelemetry.Current,
        };
        ModelVariant model = loaded.For(job.Request);
        RequestRows rows = await reader.ReadAsync(
            body.Instances, job.Request, model, model.Model.Manifest.KeyColumn is null ? null : await subjects.HasherAsync(job.Model, cancellation), cancellation);
        if (rows.Intake.Rows == 0)
            throw new ProblemException(Problem.InvalidInput("None of the instances can be explained.", Describe(rows.Rejected)));

        rows = rows with { Intake = rows.Intake with { PersonalData = await policies.AdmitAsync(job.Model, rows.Intake.PersonalData, "The request", cancellation) } };
        PlanRecord plan = planner.Plan(job.Request, loaded.Record.Version, model, rows.Intake);
        if (job.Callback is null && Timely(job, plan, model, rows, wish) is var (timely, timelyPlan)
            && await TryExplainAsync(timely, loaded, model, timelyPlan, rows, Left(wish), cancellation) is { } explained)
        {
            return await StoreAsync(timely, timelyPlan, rows.Subjects, explained, identity, wish.Form, cancellation);
        }

        await work.WriteAsync(job.Id, WorkStore.Instances, body.Instances, cancellation);
        await starter.StartAsync(client, job, cancellation);
        return Answer.Json(StatusCodes.Status202Accepted, JobView.Of(JobRecord.Of(job), null, null))
            .With("Location", JobView.Address(job.Id))
            .With("Retry-After", PollSeconds);
    }

    /// <summary>
    /// What can be explained in the time: the job as it is, or, for who takes the best so far, with most of that time as its deadline. All coalitions and closed forms are left as they are where they
    /// fit, since they have no best so far; a sample always gets the deadline, so that a machine busier than expected makes intervals wider and nobody wait in vain.
    /// </summary>
    /// <returns>Null if nothing fits.</returns>
    private (ExplainJob Job, PlanRecord Plan)? Timely(ExplainJob job, PlanRecord plan, ModelVariant model, RequestRows rows, AnswerWish wish)
    {
        double left = Left(wish).TotalSeconds;
        if (quick.ExpectedSeconds(plan) <= left && (plan.Batch.ValuesAll || !wish.BestSoFar))
            return (job, plan);
        double seconds = Math.Min(Math.Round(left * SamplingShare, 3), job.Request.DeadlineSeconds ?? double.PositiveInfinity);
        if (!wish.BestSoFar || seconds <= 0 || job.Request.Method is ShapleyMethod.Exact or ShapleyMethod.ClosedForm)
            return null;

        ExplainJob limited = job with { Request = job.Request with { DeadlineSeconds = seconds } };
        PlanRecord limitedPlan = planner.Plan(limited.Request, plan.Batch.Version, model, rows.Intake);
        return QuickExplainer.FirstRoundSeconds(limitedPlan, model.Background.RowCount) <= seconds ? (limited, limitedPlan) : null;
    }

    private TimeSpan Left(AnswerWish wish) => wish.Until - time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <returns>Null if the time is over and there is nothing to answer with: not even the first round of a sample with a deadline.</returns>
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
    private async Task<Answer> StoreAsync(
        ExplainJob job, PlanRecord plan, IReadOnlyList<SubjectRow> keys, QuickDocuments explained, RequestIdentity identity, ExplanationForm? form, CancellationToken cancellation)
    {
        JobRecord record = JobRecord.Of(job) with
        {
            State = JobState.Completed,
            Version = plan.Batch.Version,
            Rows = explained.Document.Data.RowsExplained,
            Rejected = explained.Document.Data.RowsRejected,
            FinishedAt = explained.Document.Job.FinishedAt,
        };
        await subjects.KeepAsync(job.Model, job.Id, job.CreatedAt, keys, cancellation);
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
