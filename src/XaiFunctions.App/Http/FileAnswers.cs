using System.Text;
using System.Text.RegularExpressions;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using XaiFunctions.App.Storage;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Writers;

namespace XaiFunctions.App.Http;

/// <summary>Answers with a job's files and what is made of them, or with 304 if the caller has it already.</summary>
public sealed partial class FileAnswers(DocumentStore documents)
{
    /// <summary>The answer to a request for a file.</summary>
    /// <param name="request">The request, which may say what its caller has (<c>If-None-Match</c>).</param>
    /// <param name="record">The job.</param>
    /// <param name="name">The file.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <returns>Null if there is no such file, or not yet.</returns>
    public async Task<Answer?> FindAsync(HttpRequest request, JobRecord record, string name, CancellationToken cancellation) => !DocumentStore.IsFile(name)
        ? null
        : await FindAsync(request, record, name, "", content => Task.FromResult<Answer?>(Answer.Copy(DocumentStore.ContentType(name), content)), cancellation);

    /// <summary>The answer to a request for an explanation in a form.</summary>
    /// <returns>Null if there is no such file, or not yet.</returns>
    public Task<Answer?> FindAsync(HttpRequest request, JobRecord record, ExplanationForm form, CancellationToken cancellation) => form == ExplanationForm.Markdown
        ? FindAsync(request, record, form.File, "-markdown", content => MarkdownAsync(content, cancellation), cancellation)
        : FindAsync(request, record, form.File, cancellation);

    /// <summary>The plots of a job's report.</summary>
    /// <returns>Null if there is no report, or not yet.</returns>
    public Task<Answer?> FindPlotsAsync(HttpRequest request, JobRecord record, CancellationToken cancellation) =>
        FindAsync(request, record, DocumentStore.Report, "-plots", async content => Answer.Json(StatusCodes.Status200OK, PlotListView.Of(record.Id, await PlotsAsync(content, cancellation))), cancellation);

    /// <summary>One plot of a job's report, as an SVG file.</summary>
    /// <returns>Null if there is no such plot, or not yet.</returns>
    public async Task<Answer?> FindPlotAsync(HttpRequest request, JobRecord record, string name, CancellationToken cancellation) => !PlotName().IsMatch(name)
        ? null
        : await FindAsync(request, record, DocumentStore.Report, $"-{name}", async content => (await PlotsAsync(content, cancellation)).FirstOrDefault(plot => plot.Id == name) is { } plot
            ? Answer.Bytes(StatusCodes.Status200OK, "image/svg+xml; charset=utf-8", Encoding.UTF8.GetBytes(plot.ToFile()))
            : null, cancellation);

    /// <summary>A page of the job's rows.</summary>
    /// <returns>Null if there are no rows, or not yet.</returns>
    public Task<Answer?> FindRowsAsync(HttpRequest request, JobRecord record, RowListQuery query, CancellationToken cancellation) => FindAsync(
        request, record, DocumentStore.Rows, $"-{query.From}-{query.Top}{(query.IsLines ? "-lines" : "")}", content => Task.FromResult<Answer?>(RowPage.Of(content, query)), cancellation, RowLines.Window);

    /// <summary>The record of one of the job's rows.</summary>
    /// <returns>Null if there is no such row, or not yet.</returns>
    public Task<Answer?> FindRowAsync(HttpRequest request, JobRecord record, long row, CancellationToken cancellation) => FindAsync(
        request, record, DocumentStore.Rows, $"-row-{row}", content => RowPage.FindAsync(content, row, cancellation), cancellation, RowLines.Window);

    /// <summary>A document as Markdown.</summary>
    public static Answer Markdown(BinaryData document)
    {
        using var page = new MemoryStream();
        MarkdownSummary.Write(page, DocumentJson.Read(document.ToStream()));
        return Answer.Bytes(StatusCodes.Status200OK, "text/markdown; charset=utf-8", page.ToArray());
    }

    private static async Task<Answer?> MarkdownAsync(Stream document, CancellationToken cancellation)
    {
        await using (document)
            return Markdown(await BinaryData.FromStreamAsync(document, cancellation));
    }

    private static async Task<IReadOnlyList<Plot>> PlotsAsync(Stream report, CancellationToken cancellation)
    {
        using var reader = new StreamReader(report, Encoding.UTF8);
        return [.. Plot.ReadAll(await reader.ReadToEndAsync(cancellation))];
    }

    // The form is a part of the entity tag, for another form of a file is another entity. What is asked for may not be in the file: null.
    private async Task<Answer?> FindAsync(HttpRequest request, JobRecord record, string name, string form, Func<Stream, Task<Answer?>> make, CancellationToken cancellation, int? bufferBytes = null)
    {
        IList<EntityTagHeaderValue> has = request.GetTypedHeaders().IfNoneMatch;
        if (has.Count > 0 && await documents.FindETagAsync(record.Model, record.Id, name, cancellation) is { } known && Has(has, Tag(known, form)))
            return Cached(Answer.Empty(StatusCodes.Status304NotModified), Tag(known, form));
        if (await documents.TryOpenReadAsync(record.Model, record.Id, name, cancellation, bufferBytes) is not (var content, var properties) || await make(content) is not { } answer)
            return null;
        bool hasAny = has.Any(tag => tag.Equals(EntityTagHeaderValue.Any));
        return Cached(hasAny ? Answer.Empty(StatusCodes.Status304NotModified) : answer, Tag(properties.ETag, form));
    }

    private static string Tag(ETag etag, string form) => $"{etag.ToString("H")[..^1]}{form}\"";

    private static Answer Cached(Answer answer, string tag) => answer.With("ETag", tag).With("Cache-Control", "private, no-cache");

    private static bool Has(IList<EntityTagHeaderValue> tags, string tag)
    {
        var current = new EntityTagHeaderValue(tag);
        return tags.Any(other => other.Compare(current, useStrongComparison: false));
    }

    [GeneratedRegex("^[a-z0-9-]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex PlotName();
}
