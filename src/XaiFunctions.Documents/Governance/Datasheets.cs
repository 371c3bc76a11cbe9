using System.Text.Json.Nodes;
using XaiFunctions.Core.Cards;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Governance;

/// <summary>Makes data sheets out of what is counted and what people say; the rest is told as gaps.</summary>
public static class Datasheets
{
    /// <summary>The data sheet of a version.</summary>
    /// <param name="facts">What is registered and said.</param>
    /// <param name="audit">The newest audit of the version, or null if there is none.</param>
    public static Datasheet Make(ModelFacts facts, MeasuredAudit? audit)
    {
        ArgumentNullException.ThrowIfNull(facts);
        DatasheetSection[] sections = [.. Sections(facts, audit)];
        return new Datasheet
        {
            Model = facts.Model,
            Version = facts.Version,
            Audit = audit?.Id,
            Sections = sections,
            Columns = [.. facts.Columns.Select(column => Column(column, audit))],
            Gaps =
            [
                .. sections.Where(section => section.Said is null).Select(section => $"Not stated: {section.Questions} (card.data.{section.Name.ToLowerInvariant()} of the manifest)."),
                .. audit is null ? ["Not counted: the scored data; there is no audit of this version yet."] : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>The data sheet as one HTML file.</summary>
    public static byte[] Html(ModelFacts facts, MeasuredAudit? audit) => GovernancePageHtml.Write(Page(Make(facts, audit)));

    /// <summary>The data sheet as Markdown.</summary>
    public static byte[] Markdown(ModelFacts facts, MeasuredAudit? audit) => GovernancePageMarkdown.Write(Page(Make(facts, audit)));

    private static IEnumerable<DatasheetSection> Sections(ModelFacts facts, MeasuredAudit? audit)
    {
        CardData said = facts.Card.Data;
        yield return new("Motivation", "why the data were gathered, by whom, and who paid", said.Motivation, ["Here the background is what unknown values are averaged over when a prediction is explained; the scored data are what people had explained."]);
        yield return new("Composition", "what a row is, how rows relate to one another, and what may identify people", said.Composition, Composition(facts, audit));
        yield return new("Collection", "how and when the data were gathered, and whether the people in them knew", said.Collection, []);
        yield return new("Preprocessing", "what was cleaned, labelled or derived", said.Preprocessing, Preprocessing(facts, audit));
        yield return new("Uses", "what the data are for, and what not", said.Uses, [$"They are used to explain and to audit version {facts.Version} of {facts.Model}."]);
        yield return new("Distribution", "who else has the data, and under which terms", said.Distribution, [$"The background lies in models/{facts.Model}/{facts.Version}/; who may read it is said by the roles of that container."]);
        yield return new("Maintenance", "who looks after the data, and until when they are kept", said.Maintenance, [$"The background of a version does not change: SHA-256 {facts.BackgroundSha256}, registered {facts.RegisteredAt.UtcDateTime:yyyy-MM-dd}."]);
    }

    private static List<string> Composition(ModelFacts facts, MeasuredAudit? audit)
    {
        List<string> counted =
        [
            $"The background has {PeopleNumbers.Count(facts.BackgroundRows)} rows of {PeopleNumbers.Count(facts.Columns.Count)} columns that the model takes, and {PeopleNumbers.Count(facts.IgnoredColumns)} others.",
            facts.Frame.Sensitive.Count > 0 ? $"Sensitive columns: {string.Join(", ", facts.Frame.Sensitive)}." : "The manifest calls no column sensitive.",
        ];
        if (audit is not null)
            counted.Add($"{PeopleNumbers.Count(audit.Rows)} rows were {ModelCards.Period(audit)}.");
        return counted;
    }

    private static List<string> Preprocessing(ModelFacts facts, MeasuredAudit? audit)
    {
        List<string> counted = [$"{PeopleNumbers.Count(facts.Columns.Count(column => column.Missing > 0))} columns of the background have missing values."];
        if (audit?.At("/labels") is JsonObject labels)
            counted.Add($"{PeopleNumbers.Count(labels["used"]!.GetValue<long>())} of {PeopleNumbers.Count(labels["read"]!.GetValue<long>())} labels that arrived in the period found their row.");
        return counted;
    }

    private static DatasheetColumn Column(BackgroundColumn column, MeasuredAudit? audit)
    {
        JsonNode? scored = (audit?.At("/data/columns") as JsonArray)?.FirstOrDefault(entry => entry!["column"]!.GetValue<string>() == column.Name);
        return new(column.Name, column.Type.ToString().ToLowerInvariant(), column.IsSensitive, column.Missing, column.Distinct)
        {
            ScoredMissing = scored?["currentMissing"]?["value"]?.GetValue<double>(),
            ScoredUnseen = scored?["unseen"]?["value"]?.GetValue<double>(),
            Drifted = scored?["drifted"]?.GetValue<bool>(),
        };
    }

    private static GovernancePage Page(Datasheet sheet) => new(
        $"Data sheet of {sheet.Model}, version {sheet.Version}",
        "The background that explanations average over, and the data that were scored: what is counted, and what people say of them.",
        [
            new("Gaps") { IsGap = true, Items = sheet.Gaps },
            .. sheet.Sections.Select(section => new PageSection(section.Name) { Paragraphs = [section.Said ?? $"Not stated: {section.Questions}."], Items = section.Counted }),
            new("Columns")
            {
                Table = new(
                    ["Column", "Type", "Sensitive", "Missing in the background", "Different values in the background", "Missing in scored rows", "Not seen in the background", "Drifted"],
                    [.. sheet.Columns.Select(column => (IReadOnlyList<PageCell>)
                    [
                        column.Name, column.Type, column.IsSensitive ? "yes" : "no", PeopleNumbers.Count(column.BackgroundMissing), PeopleNumbers.Count(column.BackgroundDistinct),
                        Share(column.ScoredMissing), Share(column.ScoredUnseen), column.Drifted is { } drifted ? drifted ? "yes" : "no" : "",
                    ])]),
            },
        ]);

    private static string Share(double? share) => share is { } known ? PeopleNumbers.Percent(known) : "";
}
