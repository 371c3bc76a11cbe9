using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Audits.Fairness;

/// <summary>Whether fairness could be measured.</summary>
public enum FairnessStatus
{
    /// <summary>It was.</summary>
    Measured,

    /// <summary>Neither manifest nor policy name a sensitive column.</summary>
    NoSensitiveColumns,

    /// <summary>The audited output is no probability of a yes/no question, so that there are no decisions to compare.</summary>
    NotApplicable,

    /// <summary>There were no rows.</summary>
    NoRows,

    /// <summary>Fewer than two groups have enough rows to be told apart.</summary>
    OneGroup,
}

/// <summary>How the model treats groups of people.</summary>
/// <param name="Status">Whether it could be measured.</param>
/// <param name="Favourable">Whether yes of the audited output is the favourable outcome; otherwise no is. Rates below are of the favourable outcome.</param>
/// <param name="MinimumCount">The fewest rows of a group that is told apart; smaller ones are put together as <see cref="FairnessAuditor.SmallGroups"/>, with another one if they could be had by subtraction.</param>
/// <param name="DisparateGroups">The groups whose selection rate is too far from that of all other rows, beyond chance: of all columns and intersections; null if none was measured.</param>
/// <param name="UnequalGroups">The groups whose true or false positive rate is; null without labels.</param>
/// <param name="Columns">The sensitive columns, then their intersections.</param>
/// <param name="NeedsTraining">What an explained model gives no access to.</param>
public sealed record FairnessSection(
    FairnessStatus Status,
    bool Favourable,
    int MinimumCount,
    int? DisparateGroups,
    int? UnequalGroups,
    IReadOnlyList<FairnessColumn> Columns,
    IReadOnlyList<WhatIf> NeedsTraining)
{
    /// <summary>How differences are judged.</summary>
    public string Method { get; init; } =
        "A group is disparate if its selection rate over that of all other rows is outside the parity ratio and its inverse, and unequal if its true or false positive rate differs by more than the odds difference; "
        + "in both cases only if the z test of two shares, adjusted over all groups of all columns (Benjamini and Hochberg 1995), says at 1 % that it is not chance.";

    /// <summary>What the four-fifths figure is and is not.</summary>
    public string FourFifthsNote { get; init; } = ParityAudit.FourFifthsNote;

    /// <summary>What to keep in mind before anybody decides as the mitigations would.</summary>
    public string MitigationNote { get; init; } = Mitigation.Note;
}

/// <summary>One sensitive column, or the intersection of two.</summary>
/// <param name="Name">The column, or "a + b".</param>
/// <param name="IsIntersection">Whether it is two columns together; these have no comparisons with a privileged group, proxies and mitigations of their own.</param>
/// <param name="Status">Whether it could be measured.</param>
/// <param name="WithoutGroup">The rows with a missing value; null if they are too few to be told.</param>
/// <param name="Groups">The groups, held against all other rows.</param>
public sealed record FairnessColumn(string Name, bool IsIntersection, FairnessStatus Status, long? WithoutGroup, IReadOnlyList<GroupStanding> Groups)
{
    /// <summary>The usual differences and ratios (Fairlearn); the ratio of selection rates is the four-fifths figure.</summary>
    public GroupParity? Parity { get; init; }

    /// <summary>Every metric by group with its differences and ratios (Fairlearn's MetricFrame).</summary>
    public IReadOnlyList<MetricFrame> Metrics { get; init; } = [];

    /// <summary>Verdicts against the reference group (Aequitas); null without labels.</summary>
    public ParityAudit? Verdicts { get; init; }

    /// <summary>Every group as a facet against all other rows (Clarify); empty without labels.</summary>
    public IReadOnlyList<FacetBias> Facets { get; init; } = [];

    /// <summary>The privileged groups of the comparison.</summary>
    public IReadOnlyList<string> Privileged { get; init; } = [];

    /// <summary>All other groups against the privileged ones (AIF360); empty without labels.</summary>
    public IReadOnlyList<BiasMetric> Comparison { get; init; } = [];

    /// <summary>How much the model leans on the column.</summary>
    public ColumnWeight? Weight { get; init; }

    /// <summary>How well the other players predict the column, over a sample of rows.</summary>
    public ProxyCheck? Proxy { get; init; }

    /// <summary>What other ways to decide from the same scores would do: an analysis only. Empty without labels.</summary>
    public IReadOnlyList<WhatIf> Mitigations { get; init; } = [];
}

/// <summary>A group held against all other rows.</summary>
/// <param name="Group">The group.</param>
/// <param name="Count">Its rows.</param>
/// <param name="Selection">Its selection rate against that of the others.</param>
/// <param name="TruePositive">Its true positive rate; null without labels.</param>
/// <param name="FalsePositive">Its false positive rate; null without labels.</param>
public sealed record GroupStanding(string Group, long Count, RateStanding Selection, RateStanding? TruePositive, RateStanding? FalsePositive);

/// <summary>A rate of a group held against that of all other rows.</summary>
/// <param name="Rate">The group's rate with Wilson's interval.</param>
/// <param name="Others">The rate of all other rows.</param>
/// <param name="Difference">The group's less the others', with Newcombe's interval.</param>
/// <param name="Ratio">The group's over the others'; null if that is not finite.</param>
/// <param name="AdjustedPValue">The adjusted p value of the test that they are the same; null if it was not made.</param>
/// <param name="IsApart">Whether they are too far apart, beyond chance.</param>
public sealed record RateStanding(Estimate Rate, Estimate Others, Estimate Difference, double? Ratio, double? AdjustedPValue, bool IsApart);

/// <summary>One group as the facet of Clarify's metrics.</summary>
/// <param name="Group">The group.</param>
/// <param name="Metrics">All 21.</param>
public sealed record FacetBias(string Group, IReadOnlyList<BiasMetric> Metrics);

/// <summary>How much a model leans on a sensitive column, by the attributions of the players that have it.</summary>
/// <param name="Players">These players.</param>
/// <param name="Share">Their share of all mean |attribution|.</param>
/// <param name="Rank">The rank of the first of them among all players.</param>
public sealed record ColumnWeight(IReadOnlyList<string> Players, Estimate Share, int Rank);

/// <summary>What another way to decide would do.</summary>
/// <param name="Name">The method.</param>
/// <param name="Goal">What it equalises and what it keeps as good as possible.</param>
/// <param name="Absence">Why there is no result; null if there is one.</param>
/// <param name="Rows">The groups before and after, then all together.</param>
public sealed record WhatIf(string Name, string Goal, string? Absence, IReadOnlyList<WhatIfRow> Rows);

/// <summary>One group before and after.</summary>
/// <param name="Group">The group; "(all)" for all together.</param>
/// <param name="Before">The rates of the decisions as they are.</param>
/// <param name="After">The rates expected of the other decisions.</param>
/// <param name="Changed">The share of decisions expected to change.</param>
/// <param name="Rule">How it would be decided, in words; null for all together.</param>
public sealed record WhatIfRow(string Group, DecisionRates Before, DecisionRates After, double Changed, string? Rule);
