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

    /// <summary>
    /// Hours for which the values of a job's coalitions are kept after its end, so that it can be topped up: asked for more precision at the cost of the difference. Not more than the days after which
    /// storage removes working files.
    /// </summary>
    /// <value>The default value is 24; 0 is for not at all.</value>
    [Range(0.0, 24.0 * 365)]
    public double KeepHours { get; init; } = 24;

    /// <summary>Bytes up to which the values of a job's coalitions are kept, as its plan reckons them.</summary>
    /// <value>The default value is 64 MiB: 5,000 rows of 12 players and 100 coalitions a player, say.</value>
    [Range(0L, long.MaxValue)]
    public long KeepBytes { get; init; } = 64L << 20;

    /// <summary>The processor time, in seconds, that a piece of sampling is meant to take; a tenth of it in a small job, so that many workers can share it.</summary>
    /// <value>The default value is 10.</value>
    [Range(0.01, 300.0)]
    public double PieceSeconds { get; init; } = XaiFunctions.Core.Planning.WorkPlanner.TargetSeconds;

    /// <summary>Workers that a deadline may reckon with: activities that run at once, over all machines.</summary>
    /// <value>The default value is 2, as in host.json.</value>
    [Range(1, 10_000)]
    public int Workers { get; init; } = 2;
}
