using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Http;
using XaiFunctions.App.Models;
using XaiFunctions.Documents.Governance;

namespace XaiFunctions.App.Governance;

/// <summary>Answers with the card, the data sheet or the evidence of a version, made of what is known at that moment.</summary>
public sealed class GovernanceAnswers(ModelRegistry registry, ModelCache models, SweepTable table, AuditStore store)
{
    /// <summary>Answers a request.</summary>
    /// <param name="request">The request: <c>Accept</c> and <c>?version=</c>.</param>
    /// <param name="model">The model.</param>
    /// <param name="kind">What it asks for.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="ProblemException">There is no such model or version, or it comes in none of the forms that the caller takes.</exception>
    public async Task<Answer> AnswerAsync(HttpRequest request, string model, GovernanceKind kind, CancellationToken cancellation)
    {
        GovernanceForm form = Wanted(request);
        Api.Name(model, "model's name");
        string? asked = request.Query["version"].ToString() is { Length: > 0 } given ? Api.Name(given, "version") : null;
        string version = asked ?? await registry.LatestVersionAsync(model, cancellation) ?? throw new ProblemException(Problem.NotFound($"No model '{model}' is registered."));
        if (await registry.FindAsync(model, version, cancellation) is null)
            throw new ProblemException(Problem.NotFound($"Version '{version}' of model '{model}' is not registered."));

        using ModelLease lease = await models.AcquireAsync(model, version, cancellation);
        byte[] content = GovernanceFiles.Write(kind, form, GovernanceFiles.FactsOf(lease.Model), await FindAuditAsync(model, version, cancellation));
        return Answer.Bytes(StatusCodes.Status200OK, form.ContentType, content).With("Vary", "Accept");
    }

    /// <summary>The newest audit of the version that is there.</summary>
    private async Task<MeasuredAudit?> FindAuditAsync(string model, string version, CancellationToken cancellation)
    {
        foreach (SweepRecord record in (await table.ListAsync(model, cancellation)).Where(record => record.State == SweepState.Completed && record.Version == version))
        {
            if (await store.TryReadAsync(model, record.Sweep.Id, AuditStore.Document, cancellation) is { } document)
                return new MeasuredAudit(document.ToMemory().Span);
        }

        return null;
    }

    private static GovernanceForm Wanted(HttpRequest request)
    {
        // Of equal quality, the one that is named first.
        MediaTypeHeaderValue[] wanted = [.. request.GetTypedHeaders().Accept.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1)];
        foreach (MediaTypeHeaderValue type in wanted)
        {
            if (GovernanceForm.All.FirstOrDefault(form => type.MatchesMediaType(form.MediaType)) is { } known)
                return known;
        }

        return wanted.Length == 0
            ? GovernanceForm.All[0]
            : throw new ProblemException(Problem.NotAcceptable($"It comes as {string.Join(", ", GovernanceForm.All.Select(form => form.MediaType))}; take one of these, or */*."));
    }
}
