using XaiFunctions.Core.Fairness;
using XaiFunctions.Core.Performance;

namespace XaiFunctions.Core.Tests.Fairness;

/// <summary>300 rows with three groups, three strata and two features that arithmetic makes, so that the references' scripts can make the same.</summary>
internal static class ExampleGroups
{
    public const int Count = 300;

    public static double[] Scores { get; } = [.. Enumerable.Range(0, Count).Select(i => Math.Round(((i * 37) + 11) % 199 / 199.0 * 40) / 40)];

    /// <summary>a (114 rows), b (139) and c (47).</summary>
    public static string[] Groups { get; } =
        [.. Enumerable.Range(0, Count).Select(i => i * 7 % 13 < 2 ? "c" : ((i * i) + (5 * i)) % 11 >= 5 ? "b" : "a")];

    public static bool[] Labels { get; } =
        [.. Enumerable.Range(0, Count).Select(i => ((i * i * 7) + (i * 13)) % 100 / 100.0 < 0.15 + (0.7 * Scores[i]) + (Groups[i] == "b" ? -0.15 : 0))];

    public static bool[] Decisions { get; } = [.. Scores.Select(score => score >= 0.5)];

    /// <summary>Rows x 2.</summary>
    public static double[] Features { get; } =
        [.. Enumerable.Range(0, Count).SelectMany(i => new[] { i * 0.6180339887498949 % 1, 3 * (i * 0.41421356237309515 % 1) })];

    public static GroupedOutcomes Outcomes { get; } = Grouped();

    public static BinaryOutcomes Facet { get; } = Outcomes.Together(group => group == "b");

    public static BinaryOutcomes Rest { get; } = Outcomes.Together(group => group != "b");

    public static Stratum[] Strata { get; } = [.. Enumerable.Range(0, 2).Select(stratum => new Stratum(Counts(stratum, true), Counts(stratum, false)))];

    // i^2 mod 3 is 0 or 1.
    private static ConfusionMatrix Counts(int stratum, bool isFacet)
    {
        var counts = default(ConfusionMatrix);
        for (int i = 0; i < Count; i++)
        {
            if (i * i % 3 == stratum && (Groups[i] == "b") == isFacet)
                counts = counts.With(Labels[i], Decisions[i]);
        }

        return counts;
    }

    private static GroupedOutcomes Grouped()
    {
        var outcomes = new GroupedOutcomes();
        for (int i = 0; i < Count; i++)
            outcomes.Add(Groups[i], Scores[i], Labels[i]);
        return outcomes;
    }
}
