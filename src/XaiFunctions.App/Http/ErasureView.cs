using XaiFunctions.App.Privacy.Erasures;

namespace XaiFunctions.App.Http;

/// <summary>What is known of an erasure. It does not name whose it is.</summary>
/// <param name="Erasure">Its id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AskedAt">When it was asked for last.</param>
public sealed record ErasureView(string Erasure, ErasureState Status, DateTimeOffset AskedAt)
{
    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The jobs that had rows of the person, once it has ended.</summary>
    public int? Jobs { get; init; }

    /// <summary>The person's rows in them, once it has ended.</summary>
    public long? Rows { get; init; }

    /// <summary>The scoring and label files that had records of the person, once it has ended.</summary>
    public int? Files { get; init; }

    /// <summary>Files that cannot be read, so that nobody can say whether the person is in them, once it has ended.</summary>
    public int? UnreadableFiles { get; init; }

    /// <summary>The audits that counted rows of the person, once it has ended.</summary>
    public int? Audits { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>What is known of an erasure.</summary>
    public static ErasureView Of(ErasureRecord record) => new(record.Id, record.State, record.AskedAt)
    {
        FinishedAt = record.FinishedAt,
        Jobs = record.Jobs,
        Rows = record.Rows,
        Files = record.Files,
        UnreadableFiles = record.UnreadableFiles,
        Audits = record.Audits,
        Problem = record.Problem,
    };

    /// <summary>The address of an erasure.</summary>
    public static string Address(string erasure) => $"/api/erasures/{erasure}";
}
