using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.Core.Cards;
using XaiFunctions.Core.Games;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Governance;
using XaiFunctions.Documents.Governance.Evidence;

namespace XaiFunctions.App.Governance;

/// <summary>What is written about a version for those who are answerable for it.</summary>
public enum GovernanceKind
{
    /// <summary>The model card.</summary>
    Card,

    /// <summary>The data sheet of its background and scored data.</summary>
    Datasheet,

    /// <summary>The evidence for clauses of frameworks.</summary>
    Evidence,
}

/// <summary>A form in which it is written.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Extension">The end of a file's name.</param>
public sealed record GovernanceForm(string MediaType, string Extension)
{
    /// <summary>All forms; the first is the one of who does not say.</summary>
    public static IReadOnlyList<GovernanceForm> All { get; } = [new("application/json", "json"), new("text/html", "html"), new("text/markdown", "md")];

    /// <summary>The media type of a file or an answer.</summary>
    public string ContentType => MediaType.StartsWith("text/", StringComparison.Ordinal) ? $"{MediaType}; charset=utf-8" : MediaType;
}

/// <summary>Writes cards, data sheets and evidence of opened models.</summary>
public static class GovernanceFiles
{
    /// <summary>The files of an audit: each kind in each form.</summary>
    public static IReadOnlyList<(string Name, GovernanceKind Kind, GovernanceForm Form)> All { get; } =
        [.. from kind in Enum.GetValues<GovernanceKind>() from form in GovernanceForm.All select ($"{Name(kind)}.{form.Extension}", kind, form)];

    /// <summary>Writes one of them.</summary>
    /// <param name="kind">What.</param>
    /// <param name="form">In which form.</param>
    /// <param name="facts">What is known of the version.</param>
    /// <param name="audit">Its newest audit, or null.</param>
    public static byte[] Write(GovernanceKind kind, GovernanceForm form, ModelFacts facts, MeasuredAudit? audit) => (kind, form.Extension) switch
    {
        (GovernanceKind.Card, "html") => ModelCardPages.Html(facts, audit),
        (GovernanceKind.Card, "md") => ModelCardPages.Markdown(facts, audit),
        (GovernanceKind.Card, _) => GovernanceJson.Write(ModelCards.Make(facts, audit)),
        (GovernanceKind.Datasheet, "html") => Datasheets.Html(facts, audit),
        (GovernanceKind.Datasheet, "md") => Datasheets.Markdown(facts, audit),
        (GovernanceKind.Datasheet, _) => GovernanceJson.Write(Datasheets.Make(facts, audit)),
        (_, "html") => EvidenceMaps.Html(facts, audit),
        (_, "md") => EvidenceMaps.Markdown(facts, audit),
        _ => GovernanceJson.Write(EvidenceMaps.Make(facts, audit)),
    };

    /// <summary>What is known of an opened version.</summary>
    public static ModelFacts FactsOf(LoadedModel loaded)
    {
        ExplanationFrame frame = loaded.For(new ExplanationRequest()).Profile.Frame;
        Background background = loaded.BackgroundRows;
        RegistrationRecord record = loaded.Record;
        return new ModelFacts
        {
            Model = record.Model,
            Version = record.Version,
            RegisteredAt = record.RegisteredAt,
            Bytes = record.ModelBytes,
            ModelSha256 = record.ModelSha256,
            ManifestSha256 = record.ManifestSha256,
            BackgroundSha256 = record.BackgroundSha256,
            Frame = frame,
            BackgroundRows = background.RowCount,
            IgnoredColumns = record.IgnoredColumns.Count,
            Columns = BackgroundColumn.Count(frame, background),
            Card = loaded.Manifest.Card ?? new CardText(),
        };
    }

    private static string Name(GovernanceKind kind) => kind switch
    {
        GovernanceKind.Card => "model-card",
        GovernanceKind.Datasheet => "datasheet",
        _ => "evidence",
    };
}
