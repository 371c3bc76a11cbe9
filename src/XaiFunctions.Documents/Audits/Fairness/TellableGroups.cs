using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Privacy;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>Puts the groups together that are too small to be told apart, so that nothing in a document speaks of few people.</summary>
internal static class TellableGroups
{
    /// <summary>The groups, with small ones as one.</summary>
    /// <param name="attribute">The column or intersection.</param>
    /// <param name="counts">All that was counted.</param>
    /// <param name="countOf">The rows of a group that count: all, or the labelled ones.</param>
    /// <param name="minimumCount">The fewest rows of a group.</param>
    public static GroupedOutcomes Of(RowGrouping attribute, FairnessCounts counts, Func<BinaryOutcomes, long> countOf, int minimumCount)
    {
        HashSet<string> small = Small(attribute, counts, countOf, minimumCount);
        return counts[attribute].PutTogether(small.Contains, FairnessAuditor.SmallGroups);
    }

    private static HashSet<string> Small(RowGrouping attribute, FairnessCounts counts, Func<BinaryOutcomes, long> countOf, int minimumCount)
    {
        string[] names = [.. counts[attribute].Groups.Keys];
        long[] cells = [.. counts[attribute].Groups.Values.Select(countOf)];
        List<int[]> lines = [[.. Enumerable.Range(0, names.Length)]];
        var untold = new HashSet<string>(StringComparer.Ordinal);
        if (attribute.Parts is [var first, var second])
        {
            // The rows and columns of the table are told as groups of their own, except the small ones: of these no cell is told either.
            string[] rows = [.. counts[first].Groups.Keys], columns = [.. counts[second].Groups.Keys];
            HashSet<string> smallRows = Small(first, counts, countOf, minimumCount), smallColumns = Small(second, counts, countOf, minimumCount);
            untold.UnionWith(rows.SelectMany(row => columns.Where(column => smallRows.Contains(row) || smallColumns.Contains(column)).Select(column => attribute.Intersection(row, column))));
            lines.AddRange(rows.Where(row => !smallRows.Contains(row)).Select(row => Line(names, columns.Select(column => attribute.Intersection(row, column)))));
            lines.AddRange(columns.Where(column => !smallColumns.Contains(column)).Select(column => Line(names, rows.Select(row => attribute.Intersection(row, column)))));
        }

        bool[] hidden = SmallCells.Hidden(cells, lines, minimumCount, [.. names.Select(untold.Contains)]);
        return [.. names.Where((_, cell) => hidden[cell])];
    }

    private static int[] Line(string[] names, IEnumerable<string> wanted) => [.. wanted.Select(name => Array.IndexOf(names, name)).Where(cell => cell >= 0)];
}
