using XaiFunctions.App.Privacy;

namespace XaiFunctions.App.Audits;

/// <summary>Finds the rows that keys of labels stand for: of a subject with several rows the last one of the latest job that was asked for before the sweep's end.</summary>
/// <param name="subjects">Knows which rows are whose.</param>
/// <param name="sweep">The sweep.</param>
public sealed class LabelKeys(SubjectIndex subjects, Sweep sweep)
{
    /// <summary>Why a label cannot be used whose key no row has.</summary>
    public const string Unknown = "for a key that no explained row has";

    private readonly Dictionary<SubjectHash, (string Job, long Row)?> known = [];
    private SubjectHasher? hasher;
    private bool isRead;

    /// <summary>The row of a key, or null if no row has it.</summary>
    public async Task<(string Job, long Row)?> FindAsync(string key, CancellationToken cancellation)
    {
        if (!isRead)
            (hasher, isRead) = (await subjects.FindHasherAsync(sweep.Model, cancellation), true);
        if (hasher?.Hash(key) is not { } subject)
            return null;
        if (known.TryGetValue(subject, out (string, long)? place))
            return place;
        SubjectPlace latest = (await subjects.FindAsync(sweep.Model, subject, cancellation)).FirstOrDefault(candidate => candidate.AskedAt < sweep.To);
        return known[subject] = latest.Job is null ? null : (latest.Job, latest.Row);
    }
}
