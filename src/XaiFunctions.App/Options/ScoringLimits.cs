using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>What a scoring file, or a model's background file, may be at most. Settings <c>Scoring__MaxRows</c> and so on.</summary>
public sealed class ScoringLimits
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Scoring";

    /// <summary>Bytes of text, counted after inflating.</summary>
    /// <value>The default value is 4 GiB.</value>
    [Range(1L, long.MaxValue)]
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>Inflated bytes per compressed byte, looked at once <see cref="InflationGrace"/> bytes are inflated.</summary>
    /// <value>The default value is 250: tables compress 5 to 100 times, a bomb of zeros 1,000 times.</value>
    [Range(1.0, double.MaxValue)]
    public double MaxInflation { get; init; } = 250;

    /// <summary>Inflated bytes below which <see cref="MaxInflation"/> does not matter.</summary>
    /// <value>The default value is 64 MiB.</value>
    [Range(0L, long.MaxValue)]
    public long InflationGrace { get; init; } = 64L << 20;

    /// <summary>Data rows, the rejected ones included. A model's manifest may set a lower limit.</summary>
    /// <value>The default value is 5,000,000.</value>
    [Range(1L, long.MaxValue)]
    public long MaxRows { get; init; } = 5_000_000;

    /// <summary>Columns of the file, whether the model knows them or not.</summary>
    /// <value>The default value is 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxColumns { get; init; } = 10_000;

    /// <summary>Characters of one cell; a row with a longer one is rejected.</summary>
    /// <value>The default value is 32,768.</value>
    [Range(1, 16 << 20)]
    public int MaxCellLength { get; init; } = 32_768;

    /// <summary>Bytes (CSV) or characters (JSON Lines) of one record, quotes and embedded newlines included; a file with a longer one is refused.</summary>
    /// <value>The default value is 8 Mi.</value>
    [Range(1024, 256 << 20)]
    public int MaxRecordLength { get; init; } = 8 << 20;
}
