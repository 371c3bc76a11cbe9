using XaiFunctions.App.Functions;

namespace XaiFunctions.App.Access;

/// <summary>What a function asks of its caller.</summary>
public enum Need
{
    /// <summary>Nothing: it tells nothing.</summary>
    Nothing,

    /// <summary>Any role.</summary>
    Read,

    /// <summary>The role explainer or admin.</summary>
    Explain,

    /// <summary>The role auditor or admin.</summary>
    ReadAll,

    /// <summary>The role admin.</summary>
    Administer,
}

/// <summary>Who may call what, on one page.</summary>
public static class Policy
{
    private static readonly Dictionary<string, Need> Needs = new(StringComparer.Ordinal)
    {
        [nameof(GetHealth)] = Need.Nothing,
        [nameof(GetOpenApi)] = Need.Nothing,
        [nameof(GetSchema)] = Need.Nothing,
        [nameof(GetHome)] = Need.Read,
        [nameof(GetJobPage)] = Need.Read,
        [nameof(ListModels)] = Need.Read,
        [nameof(ListPlots)] = Need.Read,
        [nameof(GetPlot)] = Need.Read,
        [nameof(ListExplanations)] = Need.Read,
        [nameof(GetExplanation)] = Need.Read,
        [nameof(GetExplanationFile)] = Need.Read,
        [nameof(GetRows)] = Need.Read,
        [nameof(GetRow)] = Need.Read,
        [nameof(GetModelFeedback)] = Need.Read,
        [nameof(GiveFeedback)] = Need.Read,
        [nameof(CreateExplanation)] = Need.Explain,
        [nameof(DeleteExplanation)] = Need.Explain,
        [nameof(TopUpExplanation)] = Need.Explain,
        [nameof(EstimateExplanation)] = Need.Explain,
        [nameof(GetAuditLogHead)] = Need.Read,
        [nameof(GetAuditLogRecord)] = Need.ReadAll,
        [nameof(GetAuditLogProof)] = Need.ReadAll,
        [nameof(GetAuditLogConsistency)] = Need.ReadAll,
        [nameof(ListAuditLogRecords)] = Need.ReadAll,
        [nameof(BackfillModel)] = Need.Administer,
        [nameof(GetAuditPolicy)] = Need.Read,
        [nameof(GetPrivacyPolicy)] = Need.Read,
        [nameof(SetPrivacyPolicy)] = Need.Administer,
        [nameof(ReleaseImportances)] = Need.ReadAll,
        [nameof(EraseSubject)] = Need.Administer,
        [nameof(GetErasure)] = Need.Administer,
        [nameof(ListAudits)] = Need.Read,
        [nameof(GetAudit)] = Need.Read,
        [nameof(GetAuditFile)] = Need.Read,
        [nameof(GetModelCard)] = Need.Read,
        [nameof(GetDatasheet)] = Need.Read,
        [nameof(GetEvidence)] = Need.Read,
        [nameof(CreateAudit)] = Need.ReadAll,
        [nameof(SetAuditPolicy)] = Need.Administer,
        [nameof(RegisterModel)] = Need.Administer,
        [nameof(GetModelAccess)] = Need.Administer,
        [nameof(SetModelAccess)] = Need.Administer,
    };

    /// <summary>What a function asks for. One that is not in the table is for admins.</summary>
    public static Need Of(string function) => Needs.GetValueOrDefault(function, Need.Administer);

    /// <summary>Whether somebody has thought about a function.</summary>
    internal static bool Knows(string function) => Needs.ContainsKey(function);
}
