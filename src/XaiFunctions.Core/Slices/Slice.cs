using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Slices;

/// <summary>A slice of the rows: those for which all predicates hold.</summary>
/// <param name="Predicates">The conditions, in the order of the table's columns.</param>
/// <param name="Count">The rows of the slice.</param>
/// <param name="Score">SliceLine's score; above 0 for slices that are worse than the whole for their size.</param>
/// <param name="MeanError">The mean error of its rows, with the normal interval.</param>
/// <param name="Excess">Its mean error less that of all other rows, with Welch's interval; absent if the slice is everything.</param>
/// <param name="EffectSize"><c>sqrt(2) (mean - mean') / sqrt(variance + variance')</c> against all other rows (Chung et al. 2019); null if neither side varies.</param>
public sealed record Slice(IReadOnlyList<SlicePredicate> Predicates, long Count, double Score, Estimate MeanError, Estimate Excess, double? EffectSize);

/// <summary>What a search for slices found.</summary>
/// <param name="Slices">The slices with a score above 0, highest first; of equal scores, fewer predicates and then the order of the table first.</param>
/// <param name="MeanError">The mean error of all rows; null if they are too few to tell.</param>
/// <param name="Evaluated">The slices whose rows were counted.</param>
/// <param name="IsComplete">Whether no slice was left out for their number: then there is no better slice of this depth.</param>
/// <param name="Absence">Why there was nothing to look for; null if there was.</param>
public sealed record SliceReport(IReadOnlyList<Slice> Slices, double? MeanError, int Evaluated, bool IsComplete, Absence? Absence)
{
    /// <summary>How to read the intervals.</summary>
    public const string Note = "The slices were found on the same rows, so that their errors look worse than they are: measure a slice on other rows before acting on it.";
}
