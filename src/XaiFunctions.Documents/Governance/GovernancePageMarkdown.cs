using System.Text;
using XaiFunctions.Documents.Report;

namespace XaiFunctions.Documents.Governance;

/// <summary>Writes a page as Markdown. Texts are escaped: they make no markup and no links.</summary>
internal static class GovernancePageMarkdown
{
    /// <summary>Writes the page as UTF-8 with line feeds.</summary>
    /// <param name="page">The page.</param>
    /// <param name="frontMatter">YAML that comes before it, or null.</param>
    public static byte[] Write(GovernancePage page, string? frontMatter = null)
    {
        var text = new StringBuilder();
        if (frontMatter is not null)
            text.Append("---\n").Append(frontMatter).Append("---\n\n");
        text.Append("# ").Append(MarkdownSummary.Escape(page.Title)).Append("\n\n").Append(MarkdownSummary.Escape(page.Lead)).Append("\n\n");
        foreach (PageSection section in page.Sections)
            Write(text, section);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(StringBuilder text, PageSection section)
    {
        text.Append("## ").Append(MarkdownSummary.Escape(section.Title)).Append("\n\n");
        foreach (string paragraph in section.Paragraphs)
            text.Append(MarkdownSummary.Escape(paragraph)).Append("\n\n");
        foreach (string item in section.Items)
            text.Append("- ").Append(MarkdownSummary.Escape(item)).Append('\n');
        if (section.Items.Count > 0)
            text.Append('\n');
        if (section.Table is not { } table)
            return;
        Row(text, table.Header.Select(MarkdownSummary.Escape));
        Row(text, table.Header.Select(_ => "---"));
        foreach (IReadOnlyList<PageCell> row in table.Rows)
            Row(text, row.Select(cell => cell.Address is { } address ? $"[{MarkdownSummary.Escape(cell.Text)}](<{address}>)" : MarkdownSummary.Escape(cell.Text)));
        text.Append('\n');
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
