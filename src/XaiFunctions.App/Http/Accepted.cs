using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>Which form of a completed explanation a caller wants (<c>Accept</c>).</summary>
public static class Accepted
{
    private static readonly (MediaTypeHeaderValue Type, string File)[] Forms =
    [
        (new("application/json"), DocumentStore.Document),
        (new("application/jsonl"), DocumentStore.Rows),
        (new("application/x-ndjson"), DocumentStore.Rows),
        (new("text/csv"), DocumentStore.Attributions),
        (new("text/html"), DocumentStore.Report),
    ];

    /// <summary>The file that a caller wants.</summary>
    /// <returns>Null if it does not say, or takes anything: it then gets the job's status, for which callers wait.</returns>
    /// <exception cref="ProblemException">The explanation has none of the forms that it takes.</exception>
    public static string? FileOf(HttpRequest request)
    {
        // Of equal quality, the one that is named first.
        MediaTypeHeaderValue[] wanted = [.. request.GetTypedHeaders().Accept.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1)];
        foreach (MediaTypeHeaderValue type in wanted)
        {
            if (type.MatchesAllTypes)
                return null;
            foreach ((MediaTypeHeaderValue form, string file) in Forms)
            {
                if (type.MatchesMediaType(form.MediaType))
                    return file;
            }
        }

        if (wanted.Length == 0)
            return null;
        IEnumerable<StringSegment> forms = Forms.Select(form => form.Type.MediaType);
        throw new ProblemException(Problem.NotAcceptable($"An explanation comes as {string.Join(", ", forms)}; take one of these, or */* for the job's status."));
    }
}
