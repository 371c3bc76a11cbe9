using System.Text.Json.Nodes;
using XaiFunctions.Core.Cards;

namespace XaiFunctions.Documents.Governance.Evidence;

/// <summary>Somewhere that evidence may lie.</summary>
/// <param name="Missing">What would have to be there, where nothing is.</param>
/// <param name="Find">What is there.</param>
internal sealed record EvidenceSource(string Missing, Func<ModelFacts, MeasuredAudit?, IEnumerable<EvidenceItem>> Find)
{
    private const int MostMetrics = 40;

    public static EvidenceSource Performance { get; } = Metrics("measured performance (labels)", "performance.");

    public static EvidenceSource Calibration { get; } = Metrics("measured calibration (labels)", "calibration.");

    public static EvidenceSource Expected { get; } = Metrics("an estimate of performance without labels", "expected.");

    public static EvidenceSource Fairness { get; } = Metrics("metrics of groups (sensitive columns)", "fairness.");

    public static EvidenceSource Robustness { get; } = Metrics("metrics of robustness", "robustness.");

    public static EvidenceSource Quality { get; } = Metrics("metrics of the explanations' quality", "quality.", "stability.");

    public static EvidenceSource Privacy { get; } = Metrics("metrics of privacy", "privacy.");

    public static EvidenceSource Attribution { get; } = Metrics("drift of the attributions (a second audit)", "attribution.");

    public static EvidenceSource DataDrift { get; } = Metrics("drift of the data (scored rows)", "data.driftedShare", "prediction.");

    public static EvidenceSource Columns { get; } = Part("the drift of each column (scored rows)", "the drift of each column", "/data/columns");

    public static EvidenceSource Importance { get; } = Part("the importance of each player (scored rows)", "the importance of each player", "/attribution/importance");

    public static EvidenceSource Rules { get; } = Part("an audit with rules", "the rules and what they came to", "/rules");

    public static EvidenceSource Alerts { get; } = Part("an audit that raised an alert", "the alerts that were raised, with their evidence", "/alerts");

    public static EvidenceSource Findings { get; } = Part("an audit", "the findings in words", "/findings");

    public static EvidenceSource Unmeasured { get; } = new("an audit with metrics that have no value", (_, audit) => audit?.Unmeasured.Count > 0
        ? [new($"{audit.Unmeasured.Count} metrics that could not be measured, each with the reason", audit.AddressOf("/metrics")) { Pointer = "/metrics" }]
        : []);

    public static EvidenceSource Card { get; } = File("the model card", facts => $"/api/models/{facts.Model}/card");

    public static EvidenceSource DataSheet { get; } = File("the data sheet", facts => $"/api/models/{facts.Model}/datasheet");

    public static EvidenceSource Explanations { get; } = new("explained predictions (scored rows)", (facts, audit) => audit?.Rows > 0
        ?
        [
            new("predictions of the period that were explained", audit.AddressOf("/scored/rows")) { Pointer = "/scored/rows", Value = audit.Rows },
            new("those explanations, with their intervals, reasons and provenance", $"/api/explanations?model={facts.Model}"),
        ]
        : []);

    public static EvidenceSource Log { get; } = File("the audit log's records of this version", facts => $"/api/audit-log/records?subject=model:{facts.Model}:{facts.Version}");

    public static EvidenceSource LogHead { get; } = File("the audit log's signed head", _ => "/api/audit-log/head");

    public static EvidenceSource AuditList { get; } = new("an audit", (facts, audit) => audit is null ? [] : [new("the audits of the model", $"/api/models/{facts.Model}/audits")]);

    public static EvidenceSource AuditPolicy { get; } = File("when the model is audited, and which rules raise alerts", facts => $"/api/models/{facts.Model}/audit-policy");

    public static EvidenceSource Feedback { get; } = File("what readers of explanations said, by the way that is open to them", facts => $"/api/models/{facts.Model}/feedback");

    public static EvidenceSource IntendedUse { get; } = Said("the intended use", "useCases", card => card.UseCases.Count > 0);

    public static EvidenceSource Users { get; } = Said("the intended users", "users", card => card.Users.Count > 0);

    public static EvidenceSource Limitations { get; } = Said("the limitations", "limitations", card => card.Limitations.Count > 0);

    public static EvidenceSource OutOfScope { get; } = Said("what the model must not be used for", "outOfScope", card => card.OutOfScope.Count > 0);

    public static EvidenceSource Risks { get; } = Said("the risks and what is done about them", "ethicalConsiderations", card => card.EthicalConsiderations.Count > 0);

    public static EvidenceSource Owners { get; } = Said("the owners", "owners", card => card.Owners.Count > 0);

    public static EvidenceSource Collection { get; } = Said("how the data were gathered", "data.collection", card => card.Data.Collection is not null);

    public static EvidenceSource Preparation { get; } = Said("how the data were prepared", "data.preprocessing", card => card.Data.Preprocessing is not null);

    public static EvidenceSource Provenance { get; } = new("a registration", (facts, _) =>
        [new($"the digests of the registered files (model {facts.ModelSha256[..12]}..., background {facts.BackgroundSha256[..12]}...)", $"/api/audit-log/records?subject=model:{facts.Model}:{facts.Version}")]);

    private static EvidenceSource Metrics(string missing, params string[] prefixes) => new(missing, (_, audit) => (audit?.Metrics ?? [])
        .Where(metric => prefixes.Any(prefix => metric.Name.StartsWith(prefix, StringComparison.Ordinal)))
        .Take(MostMetrics)
        .Select(metric => new EvidenceItem(metric.Name, audit!.AddressOf(MeasuredAudit.PointerOf(metric.Name)))
        {
            Pointer = MeasuredAudit.PointerOf(metric.Name),
            Value = metric.Value,
            Low = metric.Low,
            High = metric.High,
            Rows = metric.Rows,
        }));

    private static EvidenceSource Part(string missing, string what, string pointer) => new(missing, (_, audit) => audit?.At(pointer) is JsonArray { Count: > 0 }
        ? [new(what, audit.AddressOf(pointer)) { Pointer = pointer }]
        : []);

    private static EvidenceSource File(string what, Func<ModelFacts, string> url) => new(what, (facts, _) => [new(what, url(facts))]);

    private static EvidenceSource Said(string what, string member, Func<CardText, bool> isSaid) => new($"{what} (card.{member} of the manifest)", (facts, _) => isSaid(facts.Card)
        ? [new($"{what}, as stated by people", $"/api/models/{facts.Model}/card")]
        : []);
}

/// <summary>A clause, and where evidence for it may lie.</summary>
/// <param name="Number">Its number.</param>
/// <param name="About">What it is about, in our own words.</param>
/// <param name="Sources">Where evidence may lie; none if no software measures it.</param>
internal sealed record Clause(string Number, string About, params EvidenceSource[] Sources);
