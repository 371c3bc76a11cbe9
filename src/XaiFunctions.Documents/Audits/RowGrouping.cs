using System.Globalization;
using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents.Audits.Fairness;
using XaiFunctions.Documents.Content;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.Documents.Audits;

/// <summary>Which group a row belongs to, by a column or by two together.</summary>
internal sealed class RowGrouping
{
    private const int MostValues = 10;
    private const int Quarters = 4;

    private readonly ExplanationFrame frame;
    private readonly int column;
    private readonly double[]? edges;
    private readonly string[] bins = [];
    private readonly Dictionary<int, string> oneHot = [];

    private RowGrouping(string name, ExplanationFrame frame, int player, int column, double[]? edges, IReadOnlyList<string>? privileged)
    {
        Name = name;
        this.frame = frame;
        Players = [player];
        this.column = column;
        this.edges = edges;
        if (edges is not null)
            bins = [.. Enumerable.Range(0, edges.Length + 1).Select(bin => NameOf(edges, bin))];
        if (column < 0)
            oneHot = frame.Players.Columns(player).ToArray().Append(-1).ToDictionary(active => active, active => PlayerWords.ActiveName(frame, player, active));
        Privileged = privileged;
    }

    private RowGrouping(RowGrouping first, RowGrouping second)
    {
        Name = $"{first.Name} + {second.Name}";
        frame = first.frame;
        Players = [.. first.Players.Union(second.Players)];
        Parts = [first, second];
    }

    /// <summary>The column's name; of two "sex + age".</summary>
    public string Name { get; }

    /// <summary>The players that have it.</summary>
    public IReadOnlyList<int> Players { get; }

    /// <summary>The groups named as privileged; null if none are.</summary>
    public IReadOnlyList<string>? Privileged { get; }

    /// <summary>The two columns of an intersection; otherwise empty.</summary>
    public IReadOnlyList<RowGrouping> Parts { get; } = [];

    /// <summary>A feature, or a player of several columns.</summary>
    /// <param name="frame">The names.</param>
    /// <param name="asked">Which, and its bins.</param>
    /// <param name="background">The cells of the background, row by row.</param>
    /// <exception cref="InvalidOperationException">There is neither feature nor player of that name.</exception>
    public static RowGrouping Of(ExplanationFrame frame, SensitiveColumn asked, IReadOnlyList<CellValue[]> background)
    {
        int column = frame.Features.ToList().FindIndex(feature => feature.Name == asked.Name), player = frame.Players.Names.ToList().IndexOf(asked.Name);
        if (column < 0 && player >= 0 && frame.Players.Columns(player) is [var single])
            column = single;
        if (column < 0 && player < 0)
            throw new InvalidOperationException($"There is neither feature nor player '{asked.Name}'.");
        if (column < 0)
            return new(asked.Name, frame, player, -1, null, asked.Privileged);
        double[]? edges = frame.Features[column].Type is FeatureType.Category or FeatureType.Boolean ? null
            : asked.Bins is { } bins ? [.. bins]
            : QuarterEdges([.. background.Select(row => AuditShape.Number(row[column]))]);
        return new(asked.Name, frame, frame.Players.Owner[column], column, edges, asked.Privileged);
    }

    /// <summary>The columns of a player: itself if it is a one-hot group on every row of the background, else each of its features.</summary>
    public static IEnumerable<RowGrouping> OfPlayer(ExplanationFrame frame, int player, IReadOnlyList<CellValue[]> background)
    {
        int[] columns = frame.Players.Columns(player).ToArray();
        bool isOneHot = columns.Length > 1 && background.All(cells => PlayerWords.ActiveColumn(frame, cells, player) is not null);
        return isOneHot
            ? [new(frame.Players.Names[player], frame, player, -1, null, null)]
            : columns.Select(column => Of(frame, new SensitiveColumn(frame.Features[column].Name), background));
    }

    /// <summary>Two columns together.</summary>
    public static RowGrouping Of(RowGrouping first, RowGrouping second) => new(first, second);

    /// <summary>The group of a row; null if a value that it needs is missing.</summary>
    public string? GroupOf(IReadOnlyList<CellValue> cells)
    {
        if (Parts is [var first, var second])
            return first.GroupOf(cells) is { } one && second.GroupOf(cells) is { } other ? Intersection(one, other) : null;
        if (column >= 0)
            return GroupOf(cells[column]);
        return PlayerWords.ActiveIndex(frame, cells, Players[0]) is { } active ? oneHot[active] : null;
    }

    /// <summary>The name of the group of an intersection.</summary>
    public string Intersection(string first, string second) => GroupedOutcomes.Intersection([(Parts[0].Name, first), (Parts[1].Name, second)]);

    private string? GroupOf(CellValue cell)
    {
        if (cell.Kind == CellKind.Missing)
            return null;
        if (edges is null || cell.Kind != CellKind.Number)
            return cell.ToString() is { Length: > 0 } text ? text : null;
        int bin = 0;
        while (bin < edges.Length && cell.Number >= edges[bin])
            bin++;
        return bins[bin];
    }

    private static string NameOf(double[] edges, int bin) =>
        bin == 0 ? $"below {Text(edges[0])}" : bin == edges.Length ? $"{Text(edges[^1])} and above" : $"{Text(edges[bin - 1])} to below {Text(edges[bin])}";

    /// <summary>The quartiles of the background to three digits, because an exact one is somebody's value, each once; null if it has few different values.</summary>
    private static double[]? QuarterEdges(double[] values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Distinct().Count() <= MostValues
            ? null
            : [.. Enumerable.Range(1, Quarters - 1).Select(quarter => Rounded(sorted[quarter * sorted.Length / Quarters])).Distinct()];
    }

    private static double Rounded(double edge) => double.Parse(edge.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Text(double edge) => edge.ToString("R", CultureInfo.InvariantCulture);
}
