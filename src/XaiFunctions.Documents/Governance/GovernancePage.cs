namespace XaiFunctions.Documents.Governance;

/// <summary>A page for people, before it is HTML or Markdown.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Lead">What it is, in a sentence or two.</param>
/// <param name="Sections">Its sections.</param>
internal sealed record GovernancePage(string Title, string Lead, IReadOnlyList<PageSection> Sections);

/// <summary>A section: paragraphs, then items, then a table; any of them may be empty.</summary>
/// <param name="Title">Its title.</param>
internal sealed record PageSection(string Title)
{
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    public IReadOnlyList<string> Items { get; init; } = [];

    public PageTable? Table { get; init; }

    /// <summary>A section that says that nothing is known is marked as a gap.</summary>
    public bool IsGap { get; init; }
}

/// <summary>A table.</summary>
/// <param name="Header">The names of its columns.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record PageTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<PageCell>> Rows);

/// <summary>A cell.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Address">Where its text leads, or null. An address of our own making, never one from the data.</param>
internal sealed record PageCell(string Text, string? Address = null)
{
    public static implicit operator PageCell(string text) => new(text);
}
