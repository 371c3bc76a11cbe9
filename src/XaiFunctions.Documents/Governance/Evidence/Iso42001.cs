using static XaiFunctions.Documents.Governance.Evidence.EvidenceSource;

namespace XaiFunctions.Documents.Governance.Evidence;

/// <summary>The 38 controls of Annex A of ISO/IEC 42001:2023.</summary>
internal static class Iso42001
{
    public const string Name = "ISO/IEC 42001:2023 Annex A";

    public static IReadOnlyList<Clause> Clauses { get; } =
    [
        new("A.2.2", "AI policy"),
        new("A.2.3", "alignment with other policies"),
        new("A.2.4", "review of the AI policy"),
        new("A.3.2", "roles and responsibilities", Owners),
        new("A.3.3", "reporting of concerns", Feedback),
        new("A.4.2", "documentation of resources", Provenance),
        new("A.4.3", "data resources", DataSheet),
        new("A.4.4", "tooling resources", Explanations),
        new("A.4.5", "system and computing resources"),
        new("A.4.6", "human resources"),
        new("A.5.2", "process of assessing impact"),
        new("A.5.3", "documentation of impact assessments"),
        new("A.5.4", "impact on individuals or groups", Fairness, Risks),
        new("A.5.5", "impact on society"),
        new("A.6.1.2", "objectives of responsible development"),
        new("A.6.1.3", "processes of responsible development"),
        new("A.6.2.2", "requirements and specification"),
        new("A.6.2.3", "documentation of design and development", Card),
        new("A.6.2.4", "verification and validation", Performance, Calibration, Robustness, Quality),
        new("A.6.2.5", "deployment", Log),
        new("A.6.2.6", "operation and monitoring", DataDrift, Attribution, Rules, AuditList),
        new("A.6.2.7", "technical documentation", Card, Explanations),
        new("A.6.2.8", "recording of event logs", Log, LogHead),
        new("A.7.2", "data for development and enhancement", DataSheet),
        new("A.7.3", "acquisition of data", Collection),
        new("A.7.4", "quality of data", Columns, DataSheet),
        new("A.7.5", "provenance of data", Provenance),
        new("A.7.6", "preparation of data", Preparation),
        new("A.8.2", "documentation and information for users", Explanations, Card),
        new("A.8.3", "external reporting", Feedback),
        new("A.8.4", "communication of incidents", Alerts),
        new("A.8.5", "information for interested parties", Card),
        new("A.9.2", "processes of responsible use"),
        new("A.9.3", "objectives of responsible use"),
        new("A.9.4", "intended use", IntendedUse, OutOfScope),
        new("A.10.2", "allocation of responsibilities"),
        new("A.10.3", "suppliers"),
        new("A.10.4", "customers"),
    ];
}
