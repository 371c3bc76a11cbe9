using XaiFunctions.Core.Slices;
using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Documents.Audits.Slices;

/// <summary>What slices are looked for by.</summary>
public enum SliceCriterion
{
    /// <summary>Wrong decisions, or the absolute error of numbers.</summary>
    Error,

    /// <summary>Probabilities that are too low: mean label - mean probability.</summary>
    TooLow,

    /// <summary>Probabilities that are too high: mean probability - mean label.</summary>
    TooHigh,

    /// <summary>How far the players together move the output, up and down: the sum of |attribution|.</summary>
    Attribution,
}

/// <summary>Parts of the rows on which the model is worse than elsewhere, found automatically.</summary>
/// <param name="Searches">One search a criterion.</param>
/// <param name="MinimumCount">The fewest rows of a slice.</param>
/// <param name="Columns">The columns that conditions are made of: those of the players that matter most.</param>
public sealed record SliceSection(IReadOnlyList<SliceSearch> Searches, int MinimumCount, IReadOnlyList<string> Columns)
{
    /// <summary>How slices are found and judged.</summary>
    public string Method { get; init; } =
        "Slices of one or two conditions are found by SliceLine (Sagadeeva and Boehm 2021) on one half of a random sample of the rows and measured on the other half, so that their numbers are not chosen for being bad. "
        + "A slice is significant if it is worse than the rest at 5 % (Welch's test; for probabilities the test that they are calibrated), adjusted over all slices (Benjamini and Hochberg 1995). Numbers are in quarters of the background.";
}

/// <summary>A search for slices.</summary>
/// <param name="Criterion">What was looked for.</param>
/// <param name="Absence">Why there was nothing to look for; null if there was.</param>
/// <param name="Overall">The criterion over all measured rows.</param>
/// <param name="Evaluated">The slices whose rows were counted.</param>
/// <param name="IsComplete">Whether no slice was left out for their number.</param>
/// <param name="Slices">The slices found, worst first as they were found.</param>
public sealed record SliceSearch(SliceCriterion Criterion, Absence? Absence, Estimate Overall, int Evaluated, bool IsComplete, IReadOnlyList<FoundSlice> Slices);

/// <summary>A slice.</summary>
/// <param name="Conditions">All of which hold.</param>
/// <param name="Score">SliceLine's score on the half that it was found on.</param>
/// <param name="Inside">The criterion over its rows of the other half.</param>
/// <param name="Outside">The criterion over all other rows of that half.</param>
/// <param name="Excess">Inside less outside.</param>
/// <param name="AdjustedPValue">The adjusted p value; null if it could not be tested.</param>
/// <param name="IsSignificant">Whether chance does not explain it.</param>
public sealed record FoundSlice(
    IReadOnlyList<SlicePredicate> Conditions, double Score, Estimate Inside, Estimate Outside, Estimate Excess, double? AdjustedPValue, bool IsSignificant)
{
    /// <summary>Its rows of the other half in numbers: label, probability and error. Null without labels of yes and no.</summary>
    public SliceTableRow? Table { get; init; }
}

/// <summary>The rows of a slice in numbers.</summary>
/// <param name="Count">The rows.</param>
/// <param name="BaseRate">The share that is yes.</param>
/// <param name="MeanProbability">The mean probability of yes.</param>
/// <param name="SelectionRate">The share decided yes.</param>
/// <param name="Accuracy">The share decided rightly.</param>
public sealed record SliceTableRow(long Count, double BaseRate, double MeanProbability, double SelectionRate, double Accuracy);
