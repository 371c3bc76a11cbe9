using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits;

/// <summary>That an audit was derived again because rows that it had counted were erased.</summary>
/// <param name="At">When they were erased.</param>
/// <param name="RowsBefore">The rows that it had counted.</param>
public sealed record AuditRederivation(DateTimeOffset At, long RowsBefore)
{
    /// <summary>The audit with a word on it.</summary>
    public AuditDocument Mark(AuditDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        string sentence =
            $"Derived again on {At.UtcDateTime:yyyy-MM-dd}, after the erasure of a person's rows: from {PeopleNumbers.Count(document.Scored.Rows)} of the {PeopleNumbers.Count(RowsBefore)} rows that were counted before, by the policy of that day.";
        return document with { Rederived = this, Findings = [sentence, .. document.Findings] };
    }
}
