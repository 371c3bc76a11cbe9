using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>Keeps requests that come with an <c>Idempotency-Key</c> from being done twice.</summary>
public sealed class RequestRepeater(RequestKeyTable keys, JobTable jobs, DocumentStore documents, IOptions<HttpOptions> options, TimeProvider time)
{
    private const string PollSeconds = "2";

    /// <summary>Who a request is: the job that its key stands for, or a new one.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="key">The caller's key, or null if it gave none.</param>
    /// <param name="body">What is asked for.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="ProblemException">The key was given with another body before.</exception>
    public async Task<RequestIdentity> IdentifyAsync(string model, string? key, ExplanationBody body, string actor, CancellationToken cancellation)
    {
        string job = Guid.NewGuid().ToString("N");
        DateTimeOffset now = time.GetUtcNow();
        if (key is null)
            return new(job, now, IsKeyed: false, actor);

        string digest = IdempotencyKey.Digest(key, body);
        KeyedRequest request = await keys.KeepFirstAsync(model, key, new(job, digest, now), now.AddHours(-options.Value.IdempotencyHours), cancellation);
        if (request.BodyDigest != digest)
            throw new ProblemException(Problem.KeyReused("This Idempotency-Key was given with another body before. Repeat the request as it was, or take a new key."));
        return new(request.Job, request.CreatedAt, IsKeyed: true, actor);
    }

    /// <summary>The answer to a request whose job is there already, or null if it still has to be done: also when its first try broke off.</summary>
    /// <param name="client">Knows the orchestrations.</param>
    /// <param name="identity">The request.</param>
    /// <param name="form">The form that the caller wants, or null if it takes any.</param>
    /// <param name="cancellation">The caller has gone.</param>
    public async Task<Answer?> FindAnswerAsync(DurableTaskClient client, RequestIdentity identity, ExplanationForm? form, CancellationToken cancellation)
    {
        if (!identity.IsKeyed || await jobs.FindAsync(identity.Job, cancellation) is not { } record)
            return null;
        if (record.State == JobState.Completed
            && await ExplanationAnswer.FindAsync(record.Id, form, file => documents.TryReadAsync(record.Model, record.Id, file, cancellation)) is { } explanation)
        {
            return explanation;
        }

        // A job is noted before its orchestration is scheduled; the first try may have broken off in between.
        if (!record.HasEnded && await client.GetInstanceAsync(record.Id, cancellation) is null)
            return null;
        Answer answer = Answer.Json(StatusCodes.Status202Accepted, JobView.Of(record, null, null)).With("Location", JobView.Address(record.Id));
        return record.HasEnded ? answer : answer.With("Retry-After", PollSeconds);
    }
}

/// <summary>Who a request is.</summary>
/// <param name="Job">The id of its job.</param>
/// <param name="CreatedAt">When it was asked for first.</param>
/// <param name="IsKeyed">Whether its caller gave a key, so that it may have been asked for before.</param>
/// <param name="Actor">Who asks, as the audit log names callers.</param>
public sealed record RequestIdentity(string Job, DateTimeOffset CreatedAt, bool IsKeyed, string Actor);
