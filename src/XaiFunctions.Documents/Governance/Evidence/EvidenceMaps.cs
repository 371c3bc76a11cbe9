using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Governance.Evidence;

/// <summary>Makes evidence maps.</summary>
public static class EvidenceMaps
{
    private const string NoSoftware = "Nothing that this software records is evidence for it.";

    private static readonly (string Name, IReadOnlyList<Clause> Clauses)[] Frameworks = [(NistAiRmf.Name, NistAiRmf.Clauses), (Iso42001.Name, Iso42001.Clauses), (EuAiAct.Name, EuAiAct.Clauses)];

    /// <summary>The map of a version.</summary>
    /// <param name="facts">What is registered and said.</param>
    /// <param name="audit">The newest audit of the version, or null if there is none.</param>
    public static EvidenceMap Make(ModelFacts facts, MeasuredAudit? audit)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var evidence = new List<EvidenceEntry>();
        var gaps = new List<EvidenceGap>();
        foreach ((string framework, IReadOnlyList<Clause> clauses) in Frameworks)
        {
            foreach (Clause clause in clauses)
            {
                EvidenceItem[] items = [.. clause.Sources.SelectMany(source => source.Find(facts, audit))];
                if (items.Length > 0)
                    evidence.Add(new(framework, clause.Number, clause.About, items));
                else
                    gaps.Add(new(framework, clause.Number, clause.About, clause.Sources.Length == 0 ? NoSoftware : $"There is not yet: {string.Join("; ", clause.Sources.Select(source => source.Missing))}."));
            }
        }

        return new EvidenceMap { Model = facts.Model, Version = facts.Version, Audit = audit?.Id, Evidence = evidence, Gaps = gaps };
    }

    /// <summary>The map as one HTML file.</summary>
    public static byte[] Html(ModelFacts facts, MeasuredAudit? audit) => GovernancePageHtml.Write(Page(Make(facts, audit)));

    /// <summary>The map as Markdown.</summary>
    public static byte[] Markdown(ModelFacts facts, MeasuredAudit? audit) => GovernancePageMarkdown.Write(Page(Make(facts, audit)));

    private static GovernancePage Page(EvidenceMap map) => new(
        $"Evidence for {map.Model}, version {map.Version}",
        map.Statement,
        [
            .. Frameworks.Select(framework => new PageSection($"Evidence for {framework.Name}")
            {
                Table = new(
                    ["Clause", "About", "Evidence", "Value", "95 % interval", "Rows"],
                    [.. map.Evidence.Where(entry => entry.Framework == framework.Name).SelectMany(entry => entry.Items.Select(item => Row(entry, item)))]),
            }),
            .. Frameworks.Select(framework => new PageSection($"Gaps in {framework.Name}")
            {
                Table = new(["Clause", "About", "Why"], [.. map.Gaps.Where(gap => gap.Framework == framework.Name).Select(gap => (IReadOnlyList<PageCell>)[gap.Clause, gap.About, gap.Why])]),
            }),
        ]);

    private static IReadOnlyList<PageCell> Row(EvidenceEntry entry, EvidenceItem item) =>
    [
        entry.Clause, entry.About, new(item.What, item.Url), item.Value is { } value ? PeopleNumbers.Short(value) : "",
        item is { Low: { } low, High: { } high } ? $"{PeopleNumbers.Short(low)} to {PeopleNumbers.Short(high)}" : "", item.Rows is { } rows ? PeopleNumbers.Count(rows) : "",
    ];
}
