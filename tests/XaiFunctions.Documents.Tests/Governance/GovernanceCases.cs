using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.Core.Cards;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Governance;
using XaiFunctions.Documents.Tests.Audits;

namespace XaiFunctions.Documents.Tests.Governance;

/// <summary>What cards, data sheets and evidence are made of.</summary>
internal static class GovernanceCases
{
    private static readonly Lazy<byte[]> Audited = new(() => Encoding.UTF8.GetBytes(AuditCases.AlertedJson()));

    public static ReadOnlySpan<byte> AuditJson => Audited.Value;

    public static MeasuredAudit Audit => new(Audited.Value);

    /// <summary>An audit with a metric of another kind besides.</summary>
    public static MeasuredAudit With(string metric, double value)
    {
        JsonNode audit = JsonNode.Parse(Audited.Value)!;
        audit["metrics"]![metric] = new JsonObject { ["value"] = value, ["interval"] = null, ["count"] = 77, ["absence"] = null, ["hasValue"] = true };
        return new(Encoding.UTF8.GetBytes(audit.ToJsonString()));
    }

    public static CardText Said { get; } = new()
    {
        Overview = "Scores applicants for credit.",
        Documentation = "A longer story.",
        Owners = [new("Risk team", "risk@example.com")],
        License = "Apache-2.0",
        References = ["https://example.com/credit"],
        Citation = "Risk team: Credit, 2026.",
        Architecture = "boosted trees",
        TrainingData = "Loans of 1994.",
        Users = ["clerks"],
        UseCases = ["a first look"],
        OutOfScope = ["housing"],
        Limitations = ["knows no firms"],
        Tradeoffs = ["speed for depth"],
        EthicalConsiderations = [new("may treat the young worse", "a second look")],
        Data = new() { Motivation = "m", Composition = "c", Collection = "l", Preprocessing = "p", Uses = "u", Distribution = "d", Maintenance = "t" },
    };

    public static ModelFacts Facts(CardText? card = null, string model = "credit", ExplanationFrame? frame = null) => new()
    {
        Model = model,
        Version = "1",
        RegisteredAt = new DateTimeOffset(2026, 11, 2, 23, 0, 0, TimeSpan.FromHours(-5)),
        Bytes = 12_345,
        ModelSha256 = new string('a', 64),
        ManifestSha256 = new string('b', 64),
        BackgroundSha256 = new string('c', 64),
        Frame = frame ?? ScoredRows.Frame,
        BackgroundRows = 400,
        IgnoredColumns = 2,
        Columns = BackgroundColumn.Count(ScoredRows.Frame, new([1, 2, 3, 4, 0, 0, double.NaN, 2, 3, 5, 1, 1, double.NaN, 2, 3, 4, 1, 0], 6)),
        Card = card ?? new CardText(),
    };
}
