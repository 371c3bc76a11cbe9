using XaiFunctions.Core.Statistics;

namespace XaiFunctions.Core.Fairness;

/// <summary>What a metric looks at.</summary>
public enum BiasStage
{
    /// <summary>Labels only, before any model.</summary>
    Labels,

    /// <summary>The model's decisions.</summary>
    Decisions,
}

/// <summary>A metric that compares one group with the rest.</summary>
/// <param name="Name">The short name that the source gives it.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Stage">What it looks at.</param>
/// <param name="Value">The number with its bootstrap interval, or why there is none.</param>
public sealed record BiasMetric(string Name, string Description, BiasStage Stage, Estimate Value);
