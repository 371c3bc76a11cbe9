using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Http;

/// <summary>Answers a request for an explanation, at once or by a job.</summary>
public sealed class RequestExplainer(
    InstanceReader reader, BatchPlanner planner, QuickExplainer quick, JobStarter starter, JobTable jobs, WorkStore work, DocumentStore documents, TimeProvider time)
{
    private const int ProblemsNamed = 50;
    private const string PollSeconds = "2";

    /// <summary>Explains the instances.</summary>
    /// <param name="client">Schedules a job.</param>
    /// <param name="loaded">The model.</param>
    /// <param name="body">The instances and options.</param>
    /// <param name="wait">The time within which the caller wants an answer.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="ProblemException">None of the instances can be explained.</exception>
    public async Task<Answer> AnswerAsync(DurableTaskClient client, LoadedModel loaded, ExplanationBody body, TimeSpan wait, CancellationToken cancellation)
    {
        string id = Guid.NewGuid().ToString("N");
        var job = new ExplainJob
        {
            Id = id,
            Model = loaded.Record.Model,
            Trigger = Triggers.Http,
            Container = StorageAccount.Work,
            Blob = $"{id}/{WorkStore.Instances}",
            Request = body.Request,
            CreatedAt = time.GetUtcNow(),
        };
        ModelVariant model = loaded.For(job.Request);
        RequestRows rows = await reader.ReadAsync(body.Instances, model, cancellation);
        if (rows.Intake.Rows == 0)
            throw new ProblemException(Problem.InvalidInput("None of the instances can be explained.", Describe(rows.Rejected)));

        PlanRecord plan = planner.Plan(job.Request, loaded.Record.Version, model, rows.Intake);
        if (QuickExplainer.ExpectedSeconds(plan) <= wait.TotalSeconds && await TryExplainAsync(job, loaded, model, plan, rows, wait, cancellation) is { } explained)
            return await StoreAsync(job, plan, explained, cancellation);

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
        using var budget = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellation);
        try
        {
            return await Task.Run(() => quick.Explain(job, loaded, model, plan, rows, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Keeps the documents, so that what was said can be shown later, and answers with them.</summary>
    private async Task<Answer> StoreAsync(ExplainJob job, PlanRecord plan, QuickDocuments explained, CancellationToken cancellation)
    {
        JobRecord record = JobRecord.Of(job) with
        {
            State = JobState.Completed,
            Version = plan.Batch.Version,
            Rows = plan.Batch.Rows,
            Rejected = plan.Intake.Rejected.Count,
            FinishedAt = explained.Document.Job.FinishedAt,
        };
        await Task.WhenAll(explained.Files.Select(file => documents.WriteAsync(job.Model, job.Id, file.Key, file.Value, cancellation)));
        await jobs.CreateAsync(record, cancellation);
        return Answer.Bytes(StatusCodes.Status200OK, "application/json", WithRows(explained.Files)).With("Location", JobView.Address(job.Id));
    }

    /// <summary>document.json with the records of rows.jsonl as one more member, <c>rows</c>.</summary>
    private static ReadOnlyMemory<byte> WithRows(IReadOnlyDictionary<string, BinaryData> files)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        using JsonDocument document = JsonDocument.Parse(files[DocumentStore.Document].ToMemory());
        json.WriteStartObject();
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
            member.WriteTo(json);
        json.WriteStartArray("rows");
        ReadOnlySpan<byte> lines = files[DocumentStore.Rows].ToMemory().Span;
        foreach (Range line in lines.Split((byte)'\n'))
        {
            if (!lines[line].IsEmpty)
                json.WriteRawValue(lines[line], skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static List<string> Describe(IReadOnlyList<RejectedRow> rejected) =>
        [.. rejected.Take(ProblemsNamed).Select(row => $"Instance {row.Row}{(row.Column is null ? "" : $", '{row.Column}'")} {row.Problem}.")];
}
