using XaiFunctions.Documents.Content;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>How fairness is audited: the section <c>fairness</c> of a model's audit policy.</summary>
public sealed record FairnessPolicy
{
    private const int MostColumns = 20;
    private const int MostIntersections = 20;
    private const int MostEdges = 50;

    /// <summary>The sensitive columns.</summary>
    /// <value>The default is null: those that the model's manifest marks as sensitive. A one-hot group of which all columns are sensitive is one column, under its player's name.</value>
    public IReadOnlyList<SensitiveColumn>? Columns { get; init; }

    /// <summary>Pairs of sensitive columns whose groups are looked at together.</summary>
    /// <value>The default is null: every two of the first four columns.</value>
    public IReadOnlyList<IReadOnlyList<string>>? Intersections { get; init; }

    /// <summary>Whether yes, of the audited output, is what people want; otherwise it is no.</summary>
    /// <value>The default is true.</value>
    public bool Favourable { get; init; } = true;

    /// <summary>The fewest rows of a group that anything is told of, at least 2; smaller groups are put together.</summary>
    /// <value>The default is 11: counts of 1 to 10 are suppressed.</value>
    public int MinimumCount { get; init; } = Core.Privacy.SmallCells.DefaultMinimumCount;

    /// <summary>The least ratio to other rows that counts as parity; its inverse is the greatest. Above 0, below 1.</summary>
    /// <value>The default is 0.8.</value>
    public double ParityRatio { get; init; } = 0.8;

    /// <summary>The greatest difference to other rows in true and false positive rates that counts as parity. Above 0, below 1.</summary>
    /// <value>The default is 0.1.</value>
    public double OddsDifference { get; init; } = 0.1;

    /// <summary>A feature that may explain a difference: Clarify's conditional demographic disparity is taken within its values.</summary>
    /// <value>The default is null: none, and these metrics are not applicable.</value>
    public string? Stratum { get; init; }

    /// <summary>What is wrong with the policy, or null.</summary>
    public string? Problem()
    {
        if (Columns?.Count > MostColumns || Intersections?.Count > MostIntersections)
            return "'fairness' has at most 20 columns and 20 intersections.";
        if (Intersections?.Any(pair => pair is not { Count: 2 } || pair[0] == pair[1]) == true)
            return "An intersection of 'fairness' is two different columns.";
        if (MinimumCount < 2 || !(ParityRatio is > 0 and < 1) || !(OddsDifference is > 0 and < 1))
            return "In 'fairness', 'minimumCount' must be at least 2, and 'parityRatio' and 'oddsDifference' between 0 and 1.";
        foreach (SensitiveColumn column in Columns ?? [])
        {
            if (string.IsNullOrEmpty(column?.Name) || Columns!.Count(other => other?.Name == column.Name) > 1)
                return "Every column of 'fairness' needs a name of its own.";
            if (column.Bins is { } bins && (bins.Count is 0 or > MostEdges || bins.Where((edge, index) => !double.IsFinite(edge) || (index > 0 && edge <= bins[index - 1])).Any()))
                return $"The 'bins' of '{column.Name}' must be 1 to 50 ascending numbers.";
        }

        return null;
    }

    /// <summary>What in the policy does not fit a model, or null.</summary>
    public string? ProblemWith(ExplanationFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        SensitiveColumn[] columns = [.. ColumnsOf(frame)];
        string? unknown = columns.Select(column => column.Name).Append(Stratum).OfType<string>().FirstOrDefault(name =>
            !frame.Features.Any(feature => feature.Name == name) && !frame.Players.Names.Contains(name));
        if (unknown is not null)
            return $"The audit policy names '{unknown}' under 'fairness', which is neither feature nor player of the model.";
        string? unpaired = Intersections?.SelectMany(pair => pair).FirstOrDefault(name => !columns.Any(column => column.Name == name));
        return unpaired is null ? null : $"The audit policy names '{unpaired}' in an intersection of 'fairness', but it is not one of its columns.";
    }

    /// <summary>The policy's columns, or those that the model's manifest marks as sensitive.</summary>
    internal IEnumerable<SensitiveColumn> ColumnsOf(ExplanationFrame frame) => Columns ?? Marked(frame);

    private static IEnumerable<SensitiveColumn> Marked(ExplanationFrame frame)
    {
        foreach (string name in frame.Sensitive)
        {
            int player = frame.Players.Owner[frame.Features.ToList().FindIndex(feature => feature.Name == name)];
            string[] together = [.. frame.Players.Columns(player).ToArray().Select(column => frame.Features[column].Name)];
            if (together.Length == 1 || !together.All(frame.Sensitive.Contains))
                yield return new SensitiveColumn(name);
            else if (together[0] == name)
                yield return new SensitiveColumn(frame.Players.Names[player]);
        }
    }
}

/// <summary>A sensitive column.</summary>
/// <param name="Name">The feature, or the player of a one-hot group.</param>
public sealed record SensitiveColumn(string Name)
{
    /// <summary>Where the groups of a number begin: 25 and 40 make "below 25", "25 to below 40" and "40 and above".</summary>
    /// <value>The default is null: every value, if the background has at most ten; else its quartiles.</value>
    public IReadOnlyList<double>? Bins { get; init; }

    /// <summary>The privileged groups, by the names that documents give them; all others are held against these together.</summary>
    /// <value>The default is null: the largest group.</value>
    public IReadOnlyList<string>? Privileged { get; init; }
}
