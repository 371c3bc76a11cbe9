using System.Security.Cryptography;
using System.Text;

namespace XaiFunctions.App.Privacy.Erasures;

/// <summary>A subject of a model, whose rows are to be erased.</summary>
/// <param name="Model">The model.</param>
/// <param name="Subject">The subject's hash under the model's key.</param>
public sealed record ErasedSubject(string Model, string Subject);

/// <summary>The erasure of a subject: the input of the orchestration. It has hashes alone, for the task hub keeps it.</summary>
/// <param name="Id">Its id: 32 hexadecimal digits that follow from the hashes, so that asking twice is one erasure.</param>
/// <param name="Run">How often it was asked for after it had ended, from 1.</param>
/// <param name="Subjects">The subject, for each model whose rows have keys.</param>
/// <param name="AskedAt">When it was asked for. What arrives later is not erased.</param>
/// <param name="Actor">Who asked for it, as the audit log names callers.</param>
public sealed record Erasure(string Id, int Run, IReadOnlyList<ErasedSubject> Subjects, DateTimeOffset AskedAt, string Actor)
{
    /// <summary>The orchestration's id.</summary>
    public string Instance => Hash($"erasure\n{Id}\n{Run}");

    /// <summary>The id of the erasure of a subject.</summary>
    public static string IdOf(IEnumerable<ErasedSubject> subjects) => Hash("erasure\n" + string.Join('\n', subjects.Select(subject => $"{subject.Model}:{subject.Subject}")));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}

/// <summary>One piece of an erasure: some jobs, or some files.</summary>
/// <param name="Subject">Whose.</param>
/// <param name="Jobs">Jobs with rows of the subject.</param>
/// <param name="Container">The container of the files.</param>
/// <param name="Files">Files that may have records of the subject.</param>
public sealed record ErasureStep(ErasedSubject Subject, IReadOnlyList<ErasedJob> Jobs, string? Container, IReadOnlyList<string> Files);

/// <summary>The rows of a subject in a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Rows">The rows.</param>
public sealed record ErasedJob(string Job, IReadOnlyList<long> Rows);

/// <summary>The plan of an erasure: a claim check.</summary>
/// <param name="Steps">The pieces of work, in order: jobs before files.</param>
/// <param name="Audits">The audits that counted rows of the subject, the oldest period first.</param>
public sealed record ErasurePlan(IReadOnlyList<ErasureStep> Steps, IReadOnlyList<ErasedAudit> Audits);

/// <summary>An audit that counted rows of a subject.</summary>
/// <param name="Model">The model.</param>
/// <param name="Audit">The audit.</param>
public sealed record ErasedAudit(string Model, string Audit);

/// <summary>How much work an erasure is.</summary>
/// <param name="Steps">Pieces of work.</param>
/// <param name="Audits">Audits to derive again.</param>
public sealed record ErasureSize(int Steps, int Audits);

/// <summary>The input of one piece of work.</summary>
/// <param name="Erasure">The erasure.</param>
/// <param name="Index">Which step, or which audit, of the plan.</param>
public sealed record ErasurePart(Erasure Erasure, int Index);

/// <summary>What a piece of work came to: a claim check.</summary>
/// <param name="Rewritten">Files rewritten without the subject's records, or removed because they had no others.</param>
/// <param name="Unreadable">Files of which nobody can say whether the subject is in them.</param>
public sealed record ErasedFiles(int Rewritten, int Unreadable);

/// <summary>The input of the end of an erasure.</summary>
/// <param name="Erasure">The erasure.</param>
/// <param name="FinishedAt">When, by the orchestration's clock.</param>
/// <param name="Problem">Why it failed, or null.</param>
public sealed record FinishErasureInput(Erasure Erasure, DateTimeOffset FinishedAt, string? Problem);
