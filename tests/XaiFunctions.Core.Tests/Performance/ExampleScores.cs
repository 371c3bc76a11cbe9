namespace XaiFunctions.Core.Tests.Performance;

/// <summary>200 scores with labels that arithmetic makes, so that the references' scripts can make the same.</summary>
internal static class ExampleScores
{
    /// <summary>All different.</summary>
    public static double[] Distinct { get; } = [.. Enumerable.Range(0, 200).Select(i => ((i * 37) + 11) % 199 / 199.0)];

    /// <summary>Rounded to multiples of 0.05.</summary>
    public static double[] Tied { get; } = [.. Distinct.Select(score => Math.Round(score * 20) / 20)];

    public static bool[] Labels { get; } =
        [.. Enumerable.Range(0, 200).Select(i => ((i * i * 7) + (i * 13)) % 100 / 100.0 < 0.15 + (0.7 * Distinct[i]))];
}
