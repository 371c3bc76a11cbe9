using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Http;

/// <summary>A form in which an explanation can be had.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="File">The file that it is, or that it is made of.</param>
public sealed record ExplanationForm(string MediaType, string File)
{
    /// <summary>A page for a pull request or a ticket, made of the document.</summary>
    public static ExplanationForm Markdown { get; } = new("text/markdown", DocumentStore.Document);

    /// <summary>The document itself.</summary>
    public static ExplanationForm Document { get; } = new("application/json", DocumentStore.Document);

    /// <summary>All forms.</summary>
    public static IReadOnlyList<ExplanationForm> All { get; } =
    [
        Document,
        new("application/jsonl", DocumentStore.Rows),
        new("application/x-ndjson", DocumentStore.Rows),
        new("text/csv", DocumentStore.Attributions),
        new("text/html", DocumentStore.Report),
        Markdown,
    ];

    /// <summary>The form that a caller wants (<c>Accept</c>).</summary>
    /// <returns>Null if it does not say, or takes anything.</returns>
    /// <exception cref="ProblemException">There are none of the forms that it takes.</exception>
    public static ExplanationForm? Wanted(HttpRequest request)
    {
        // Of equal quality, the one that is named first.
        MediaTypeHeaderValue[] wanted = [.. request.GetTypedHeaders().Accept.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1)];
        foreach (MediaTypeHeaderValue type in wanted)
        {
            if (type.MatchesAllTypes)
                return null;
            if (All.FirstOrDefault(form => type.MatchesMediaType(form.MediaType)) is { } known)
                return known;
        }

        return wanted.Length == 0
            ? null
            : throw new ProblemException(Problem.NotAcceptable($"An explanation comes as {string.Join(", ", All.Select(form => form.MediaType))}; take one of these, or */*."));
    }
}
