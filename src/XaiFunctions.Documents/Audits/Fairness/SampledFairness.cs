using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;
using XaiFunctions.Core.Statistics;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>What needs rows and not only counts, over the random samples of an audit.</summary>
internal sealed class SampledFairness
{
    // Neighbours cost rows x rows x columns.
    private const int MostNeighbours = 1000;

    private readonly AuditShape shape;
    private readonly IReadOnlyList<AuditRow> rows;
    private readonly AuditRow[] labelled;
    private readonly double[] numbers;
    private readonly int columns;
    private Estimate? consistency;

    public SampledFairness(AuditShape shape, AuditSums sums)
    {
        this.shape = shape;
        rows = sums.Sample.Rows;
        labelled = [.. sums.LabelledSample.Rows.Take(MostNeighbours)];
        (numbers, columns) = Scaled();
    }

    private FairnessShape Fairness => shape.Fairness;

    /// <summary>How well the players that do not have the column predict it.</summary>
    public ProxyCheck Proxy(RowGrouping attribute)
    {
        int[] players = [.. Enumerable.Range(0, shape.Frame.Players.Count).Where(player => !attribute.Players.Contains(player))];
        return ProxyCheck.Of(
            [.. players.Select(player => shape.Frame.Players.Names[player])],
            [.. players.Select(Values)],
            [.. players.Select(player => shape.Frame.SingleFeature(player) is { Type: FeatureType.Category or FeatureType.Boolean })],
            [.. rows.Select(row => attribute.GroupOf(row.Cells))],
            Fairness.Options.Seed,
            Fairness.Options.MinimumCount);
    }

    /// <summary>AIF360's consistency of the labels.</summary>
    public Estimate Consistency() => consistency ??= columns == 0
        ? Estimate.None(Absence.NotApplicable)
        : Neighbours.Consistency(numbers, columns, [.. labelled.Select(row => Fairness.IsFavourable(row.Label!.Value))], Fairness.Options.MinimumCount);

    /// <summary>Clarify's flip test of a group.</summary>
    public Estimate FlipTest(RowGrouping attribute, string group) => columns == 0
        ? Estimate.None(Absence.NotApplicable)
        : Neighbours.FlipTest(numbers, columns, [.. labelled.Select(row => attribute.GroupOf(row.Cells) == group)], [.. labelled.Select(Decision)], Fairness.Options.MinimumCount);

    /// <summary>Clarify's metrics over the sample's strata; null if the policy names no stratum.</summary>
    public IReadOnlyList<BiasMetric>? Conditional(RowGrouping attribute, string group)
    {
        if (Fairness.Stratum is not { } stratum)
            return null;
        var strata = new SortedDictionary<string, Stratum>(StringComparer.Ordinal);
        foreach (AuditRow row in labelled)
        {
            if (attribute.GroupOf(row.Cells) is not { } own || stratum.GroupOf(row.Cells) is not { } value)
                continue;
            Stratum counts = strata.GetValueOrDefault(value) ?? new Stratum(default, default);
            bool label = Fairness.IsFavourable(row.Label!.Value), decision = Decision(row);
            strata[value] = own == group ? counts with { Facet = counts.Facet.With(label, decision) } : counts with { Rest = counts.Rest.With(label, decision) };
        }

        ConfusionMatrix facet = strata.Values.Aggregate(default(ConfusionMatrix), (sum, one) => sum + one.Facet), rest = strata.Values.Aggregate(default(ConfusionMatrix), (sum, one) => sum + one.Rest);
        return ClarifyBias.Of(facet, rest, [.. strata.Values], null, Fairness.Options);
    }

    private bool Decision(AuditRow row) => Fairness.Decision(Fairness.Score(shape.Probability(row.Prediction)));

    /// <summary>A player's numbers: of its one column the value or the place of its category, of several the attribution.</summary>
    private double[] Values(int player)
    {
        if (shape.Frame.SingleFeature(player) is not { } feature)
            return [.. rows.Select(row => row.Attributions.Span[player])];
        int column = shape.Frame.Players.Columns(player)[0];
        if (feature.Type != FeatureType.Category)
            return [.. rows.Select(row => AuditShape.Number(row.Cells[column]))];
        string[] texts = [.. rows.Select(row => row.Cells[column].ToString())];
        Dictionary<string, double> codes = texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select((text, code) => (text, code)).ToDictionary(entry => entry.text, entry => (double)entry.code, StringComparer.Ordinal);
        return [.. texts.Select(text => codes[text])];
    }

    /// <summary>The numbers of the labelled rows in units of their standard deviations, those of sensitive columns left out, row-major; a missing one is the mean.</summary>
    private (double[] Numbers, int Columns) Scaled()
    {
        HashSet<int> sensitive = [.. Fairness.Attributes.SelectMany(attribute => attribute.Players).SelectMany(player => shape.Frame.Players.Columns(player).ToArray())];
        var scaled = new List<double[]>();
        for (int column = 0; column < shape.Frame.Features.Count; column++)
        {
            if (shape.Frame.Features[column].Type == FeatureType.Category || sensitive.Contains(column))
                continue;
            double[] values = [.. labelled.Select(row => AuditShape.Number(row.Cells[column]))], known = [.. values.Where(double.IsFinite)];
            double mean = known.Length > 0 ? known.Average() : 0, deviation = known.Length > 0 ? Math.Sqrt(known.Average(value => (value - mean) * (value - mean))) : 0;
            if (deviation > 0 && double.IsFinite(deviation))
                scaled.Add([.. values.Select(value => double.IsFinite(value) ? (value - mean) / deviation : 0)]);
        }

        return ([.. labelled.SelectMany((_, row) => scaled.Select(column => column[row]))], scaled.Count);
    }
}
