namespace XaiFunctions.Onnx;

/// <summary>How a model is opened.</summary>
public sealed record OnnxSessionOptions
{
    /// <summary>The largest model file accepted, in bytes.</summary>
    /// <value>The default is 512 MiB.</value>
    public long MaxModelBytes { get; init; } = 512L << 20;

    /// <summary>
    /// The threads that ONNX Runtime uses inside one call. Work is spread by explaining many rows at once, so more than one thread a
    /// call gains only where a machine explains one row at a time.
    /// </summary>
    /// <value>The default is 1; at least 1.</value>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>The SHA-256 that the file must have, in hexadecimal digits, or null if any file will do.</summary>
    public string? ExpectedSha256 { get; init; }

    /// <summary>The most rows given to the model in one call, where the model leaves the number to the caller.</summary>
    /// <value>The default is 4,096; at least 1.</value>
    public int MaxBatchRows { get; init; } = 4096;

    /// <summary>Whether the first layer of masked rows is worked out as sums of the players' parts where the graph permits (<see cref="FirstLayerUse"/>).</summary>
    /// <value>The default is true. Without it ONNX Runtime is given every masked row, for answers that are its own to the last bit.</value>
    public bool FactorsFirstLayer { get; init; } = true;
}
