using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>How jobs are run. Settings <c>Explain__TableRows</c> and so on.</summary>
public sealed class ExplainOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Explain";

    /// <summary>
    /// Jobs of up to so many rows also put each row into the Explanations table, for point look-ups; larger ones have rows.jsonl only.
    /// A job is one partition: Azure takes about 2,000 rows a second into one, the storage emulator takes longer with every row that is there.
    /// </summary>
    /// <value>The default value is 5,000, which suits the emulator; on Azure 100,000 is reasonable. 0 is for none.</value>
    [Range(0L, long.MaxValue)]
    public long TableRows { get; init; } = 5_000;

    /// <summary>Workers that a deadline may reckon with: activities that run at once, over all machines.</summary>
    /// <value>The default value is 2, as in host.json.</value>
    [Range(1, 10_000)]
    public int Workers { get; init; } = 2;
}
