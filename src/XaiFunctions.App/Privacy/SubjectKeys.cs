namespace XaiFunctions.App.Privacy;

/// <summary>Collects whose the rows of a file are while it is read.</summary>
/// <param name="hasher">Makes hashes of keys; null if the model has no key column.</param>
public sealed class SubjectKeys(SubjectHasher? hasher)
{
    private readonly List<SubjectRow> rows = [];

    /// <summary>The rows that have a key.</summary>
    public IReadOnlyList<SubjectRow> Rows => rows;

    /// <summary>Notes a row; null stands for nobody's.</summary>
    public void Add(long row, string? subject)
    {
        if (hasher is not null && subject is not null)
            rows.Add(new(row, hasher.Hash(subject)));
    }
}
