using static XaiFunctions.Documents.Governance.Evidence.EvidenceSource;

namespace XaiFunctions.Documents.Governance.Evidence;

/// <summary>The 72 subcategories of NIST's AI Risk Management Framework 1.0 (NIST AI 100-1, January 2023).</summary>
internal static class NistAiRmf
{
    public const string Name = "NIST AI RMF 1.0";

    public static IReadOnlyList<Clause> Clauses { get; } = [.. Govern(), .. Map(), .. Measure(), .. Manage()];

    private static Clause[] Govern() =>
    [
        new("GOVERN 1.1", "legal and regulatory requirements are understood"),
        new("GOVERN 1.2", "trustworthiness is part of policies"),
        new("GOVERN 1.3", "the level of risk management follows risk tolerance"),
        new("GOVERN 1.4", "the risk management process is transparent", AuditPolicy),
        new("GOVERN 1.5", "monitoring and review are planned", AuditPolicy, AuditList),
        new("GOVERN 1.6", "AI systems are inventoried", Log),
        new("GOVERN 1.7", "decommissioning is provided for"),
        new("GOVERN 2.1", "roles and responsibilities are documented", Owners),
        new("GOVERN 2.2", "personnel are trained"),
        new("GOVERN 2.3", "leadership takes responsibility"),
        new("GOVERN 3.1", "decisions are made by diverse teams"),
        new("GOVERN 3.2", "human oversight roles are defined"),
        new("GOVERN 4.1", "a safety-first culture is fostered"),
        new("GOVERN 4.2", "risks and impacts are documented and communicated", Risks, Card),
        new("GOVERN 4.3", "testing, incidents and information sharing are practised", AuditList),
        new("GOVERN 5.1", "feedback from outside is collected", Feedback),
        new("GOVERN 5.2", "adjudicated feedback is built in"),
        new("GOVERN 6.1", "third-party risks are addressed"),
        new("GOVERN 6.2", "third-party failures are provided for"),
    ];

    private static Clause[] Map() =>
    [
        new("MAP 1.1", "intended purposes and settings are documented", IntendedUse, Users),
        new("MAP 1.2", "those who establish context are diverse and documented"),
        new("MAP 1.3", "mission and goals are documented"),
        new("MAP 1.4", "business value is defined"),
        new("MAP 1.5", "risk tolerances are documented", AuditPolicy),
        new("MAP 1.6", "system requirements are elicited"),
        new("MAP 2.1", "tasks and methods are defined", Card),
        new("MAP 2.2", "knowledge limits and human oversight of output are documented", Limitations, OutOfScope),
        new("MAP 2.3", "scientific integrity and TEVV considerations are documented", DataSheet, Provenance),
        new("MAP 3.1", "potential benefits are examined"),
        new("MAP 3.2", "potential costs, also of errors, are examined"),
        new("MAP 3.3", "the application scope is specified", IntendedUse, OutOfScope),
        new("MAP 3.4", "operator proficiency is defined"),
        new("MAP 3.5", "human oversight processes are defined"),
        new("MAP 4.1", "legal risks of components are mapped"),
        new("MAP 4.2", "internal risk controls of components are identified"),
        new("MAP 5.1", "likelihood and magnitude of impacts are identified", Risks),
        new("MAP 5.2", "engagement with affected actors is documented", Feedback),
    ];

    private static Clause[] Measure() =>
    [
        new("MEASURE 1.1", "metrics are chosen, and risks that are not measured are documented", Findings, Unmeasured),
        new("MEASURE 1.2", "the appropriateness of metrics is regularly assessed"),
        new("MEASURE 1.3", "experts who did not develop the system take part"),
        new("MEASURE 2.1", "test sets, metrics and tools are documented", DataSheet, Provenance, Explanations),
        new("MEASURE 2.2", "evaluations with human subjects meet requirements"),
        new("MEASURE 2.3", "performance is measured for conditions like those of deployment", Performance, Calibration, Expected),
        new("MEASURE 2.4", "functionality is monitored in production", DataDrift, Attribution, Columns, Rules),
        new("MEASURE 2.5", "validity and reliability, and limits of generalisability, are documented", Performance, Calibration, Limitations),
        new("MEASURE 2.6", "safety is evaluated", Robustness),
        new("MEASURE 2.7", "security and resilience are evaluated", Robustness),
        new("MEASURE 2.8", "transparency and accountability are examined", Log, LogHead, Card),
        new("MEASURE 2.9", "the model is explained, and output interpreted in its context", Explanations, Importance, Quality),
        new("MEASURE 2.10", "privacy risk is examined", Privacy),
        new("MEASURE 2.11", "fairness and bias are evaluated", Fairness),
        new("MEASURE 2.12", "environmental impact is assessed"),
        new("MEASURE 2.13", "the effectiveness of the TEVV metrics is evaluated", Quality, Calibration),
        new("MEASURE 3.1", "risks are tracked over time", AuditList, Rules),
        new("MEASURE 3.2", "risks that are hard to measure are tracked", Unmeasured),
        new("MEASURE 3.3", "end users can report problems", Feedback),
        new("MEASURE 4.1", "measurement is connected to the context of deployment", DataDrift),
        new("MEASURE 4.2", "results are informed by domain experts"),
        new("MEASURE 4.3", "improvements and declines are documented", Attribution, DataDrift),
    ];

    private static Clause[] Manage() =>
    [
        new("MANAGE 1.1", "it is determined whether the system achieves its purpose", Performance),
        new("MANAGE 1.2", "treatment of risks is prioritised", Alerts),
        new("MANAGE 1.3", "responses to high-priority risks are planned"),
        new("MANAGE 1.4", "residual risks are documented", Limitations),
        new("MANAGE 2.1", "resources and alternatives are considered"),
        new("MANAGE 2.2", "the value of deployed systems is sustained", AuditPolicy),
        new("MANAGE 2.3", "unknown risks are responded to"),
        new("MANAGE 2.4", "systems can be disengaged"),
        new("MANAGE 3.1", "third-party resources are monitored"),
        new("MANAGE 3.2", "pre-trained models are monitored", AuditList),
        new("MANAGE 4.1", "post-deployment monitoring is implemented", AuditList, AuditPolicy, Feedback),
        new("MANAGE 4.2", "continual improvement is integrated"),
        new("MANAGE 4.3", "incidents and errors are communicated", Alerts),
    ];
}
