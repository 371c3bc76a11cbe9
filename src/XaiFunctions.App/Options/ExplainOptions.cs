using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>How jobs are run. Settings <c>Explain__TableRows</c> and so on.</summary>
public sealed class ExplainOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Explain";

    /// <summary>
    /// Jobs of up to so many rows also put each row into the Explanations table, for point look-ups; larger ones have rows.jsonl only,
    /// since one table partition takes about 2,000 rows a second.
    /// </summary>
    /// <value>The default value is 100,000; 0 for none.</value>
    [Range(0L, long.MaxValue)]
    public long TableRows { get; init; } = 100_000;

    /// <summary>Workers that a deadline may reckon with: activities that run at once, over all machines.</summary>
    /// <value>The default value is 2, as in host.json.</value>
    [Range(1, 10_000)]
    public int Workers { get; init; } = 2;
}
