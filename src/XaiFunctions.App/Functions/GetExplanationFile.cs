using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using XaiFunctions.App.Http;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Functions;

/// <summary><c>GET /api/explanations/{job}/files/{name}</c> gives one of a job's files.</summary>
public sealed class GetExplanationFile(Api api, JobTable jobs, DocumentStore documents)
{
    /// <summary>Answers the file's bytes.</summary>
    [Function(nameof(GetExplanationFile))]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "explanations/{job}/files/{name}")] HttpRequest request,
        string job,
        string name,
        CancellationToken cancellation) => api.RunAsync(async () =>
        {
            JobRecord record = await jobs.FindAsync(Api.Job(job), cancellation) ?? throw new ProblemException(Api.NoJob());
            if (!DocumentStore.IsFile(name) || await documents.TryOpenReadAsync(record.Model, job, name, cancellation) is not (var content, var properties))
                throw new ProblemException(Problem.NotFound("The explanation has no such file, or not yet."));

            Answer answer = Answer.Copy(DocumentStore.ContentType(name), content)
                .With("ETag", properties.ETag.ToString("H"))
                .With("Cache-Control", "private, no-cache");
            // What was uploaded by others must not run as a page of this origin with its keys.
            return name == DocumentStore.Report ? answer.With("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:") : answer;
        }, cancellation);
}
