using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>Answers with a job's file, or with 304 if the caller has it already.</summary>
public sealed class FileAnswers(DocumentStore documents)
{
    /// <summary>The answer to a request for a file.</summary>
    /// <param name="request">The request, which may say what its caller has (<c>If-None-Match</c>).</param>
    /// <param name="record">The job.</param>
    /// <param name="name">The file.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <returns>Null if there is no such file, or not yet.</returns>
    public async Task<Answer?> FindAsync(HttpRequest request, JobRecord record, string name, CancellationToken cancellation)
    {
        if (!DocumentStore.IsFile(name))
            return null;
        RequestHeaders headers = request.GetTypedHeaders();
        if (headers.IfNoneMatch.Count > 0 && await documents.FindETagAsync(record.Model, record.Id, name, cancellation) is { } known && Has(headers.IfNoneMatch, known))
            return Cached(Answer.Empty(StatusCodes.Status304NotModified), known);
        if (await documents.TryOpenReadAsync(record.Model, record.Id, name, cancellation) is not (var content, var properties))
            return null;

        Answer answer = Cached(Answer.Copy(DocumentStore.ContentType(name), content), properties.ETag);
        // What was uploaded by others must not run as a page of this origin with its keys.
        return name == DocumentStore.Report ? answer.With("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:") : answer;
    }

    private static Answer Cached(Answer answer, ETag etag) =>
        answer.With("ETag", etag.ToString("H")).With("Cache-Control", "private, no-cache");

    private static bool Has(IList<EntityTagHeaderValue> tags, ETag etag)
    {
        var current = new EntityTagHeaderValue(etag.ToString("H"));
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}
