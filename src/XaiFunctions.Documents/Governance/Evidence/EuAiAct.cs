using static XaiFunctions.Documents.Governance.Evidence.EvidenceSource;

namespace XaiFunctions.Documents.Governance.Evidence;

/// <summary>
/// Articles of Regulation (EU) 2024/1689 that ask for what records can show. Whether and from when they apply to a system is for people to find out; the duties for systems of Annex III begin later than the
/// regulation itself.
/// </summary>
internal static class EuAiAct
{
    public const string Name = "EU AI Act (Regulation (EU) 2024/1689)";

    public static IReadOnlyList<Clause> Clauses { get; } =
    [
        new("Article 9", "risk management system", Risks, Alerts),
        new("Article 10", "data and data governance, also possible biases", DataSheet, Columns, Fairness, Collection, Preparation),
        new("Article 11", "technical documentation", Card, Provenance),
        new("Article 12", "automatic recording of events over the system's lifetime", Log, LogHead),
        new("Article 13(1)", "output that deployers can interpret", Explanations, Importance),
        new("Article 13(3)(b)(ii)", "accuracy, robustness and cybersecurity that were tested, in the instructions for use", Performance, Robustness),
        new("Article 13(3)(b)(iv)", "information that explains output", Explanations),
        new("Article 13(3)(b)(v)", "performance for specific persons or groups", Fairness),
        new("Article 13(3)(d)", "measures that help deployers to interpret output", Explanations, Card),
        new("Article 13(3)(f)", "mechanisms by which deployers collect and keep logs", Log),
        new("Article 14", "human oversight", Explanations, Alerts),
        new("Article 15", "accuracy, robustness and cybersecurity", Performance, Calibration, Robustness),
        new("Article 17", "quality management system"),
        new("Article 19", "logs that providers keep", Log, LogHead),
        new("Article 26(5)", "monitoring of operation by deployers", DataDrift, Attribution, AuditPolicy),
        new("Article 26(6)", "logs that deployers keep", Log, LogHead),
        new("Article 27", "assessment of the impact on fundamental rights"),
        new("Article 72", "post-market monitoring", AuditList, AuditPolicy, Feedback),
        new("Article 73", "reporting of serious incidents"),
        new("Article 86(1)", "explanation of the system's role and of the main elements of a decision", Explanations),
    ];
}
