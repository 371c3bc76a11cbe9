using System.ComponentModel.DataAnnotations;

namespace XaiFunctions.App.Options;

/// <summary>What a model may be at most, and how many are kept open. Settings <c>Models__MaxModelBytes</c> and so on.</summary>
public sealed class ModelOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Models";

    /// <summary>Bytes of an ONNX file.</summary>
    /// <value>The default value is 512 MiB.</value>
    [Range(1L, long.MaxValue)]
    public long MaxModelBytes { get; init; } = 512L << 20;

    /// <summary>Bytes of a manifest.</summary>
    /// <value>The default value is 4 MiB.</value>
    [Range(1L, 256L << 20)]
    public long MaxManifestBytes { get; init; } = 4L << 20;

    /// <summary>Bytes of a background file as it is stored.</summary>
    /// <value>The default value is 64 MiB.</value>
    [Range(1L, 1L << 30)]
    public long MaxBackgroundBytes { get; init; } = 64L << 20;

    /// <summary>Rows of a background file. Every coalition of every row costs up to one model row for each of them.</summary>
    /// <value>The default value is 10,000.</value>
    [Range(1, 10_000_000)]
    public int MaxBackgroundRows { get; init; } = 10_000;

    /// <summary>Models that a process keeps open; the one that was not used for longest is closed for another.</summary>
    /// <value>The default value is 4.</value>
    [Range(1, 1000)]
    public int MaxOpen { get; init; } = 4;

    /// <summary>
    /// Models that a process opens as soon as it starts, by name and separated by commas, so that its first caller or piece of work does not wait
    /// for it; at most <see cref="MaxOpen"/> of them.
    /// </summary>
    /// <value>The default value is none.</value>
    public string Preload { get; init; } = "";
}
