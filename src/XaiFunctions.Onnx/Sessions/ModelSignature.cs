namespace XaiFunctions.Onnx;

/// <summary>The type of a tensor's elements.</summary>
public enum ElementType
{
    /// <summary>A type that no model input or output may have here.</summary>
    Unsupported,

    /// <summary>Single precision.</summary>
    Float,

    /// <summary>Double precision.</summary>
    Double,

    /// <summary>Signed 64-bit integers.</summary>
    Int64,

    /// <summary>Signed 32-bit integers.</summary>
    Int32,

    /// <summary>Unsigned 32-bit integers (ML.NET's keys).</summary>
    UInt32,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Texts.</summary>
    String,
}

/// <summary>An input of a model.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="Shape">Its dimensions, rows first; -1 where the caller chooses. Empty if the graph does not say.</param>
public sealed record ModelInput(string Name, ElementType Element, IReadOnlyList<long> Shape)
{
    /// <summary>The number of rows of a call if the model fixes it, else null.</summary>
    public int? FixedRows => Shape.Count > 0 && Shape[0] > 0 ? (int)Shape[0] : null;

    /// <summary>The number of columns, or null if the caller chooses.</summary>
    public int? Width => Shape.Count switch
    {
        1 => 1,
        2 when Shape[1] > 0 => (int)Shape[1],
        _ => null,
    };
}

/// <summary>An output of a model.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="Shape">Its dimensions, rows first; -1 where they depend on the call. Empty if the graph does not say.</param>
/// <param name="ClassLabels">The class that each column belongs to, or null if the graph does not say.</param>
/// <param name="IsInput">Whether the output is an input handed through, as ML.NET exports them.</param>
public sealed record ModelOutput(string Name, ElementType Element, IReadOnlyList<long> Shape, IReadOnlyList<string>? ClassLabels, bool IsInput)
{
    /// <summary>Whether the output holds numbers that can be explained without being asked for by name: neither labels nor inputs.</summary>
    public bool IsScore => Element is ElementType.Float or ElementType.Double && !IsInput && Shape.Count <= 2;

    /// <summary>The number of columns as the graph or its class labels tell, or null if only a run can tell.</summary>
    public int? Width => Shape.Count switch
    {
        1 => 1,
        2 when Shape[1] > 0 => (int)Shape[1],
        _ => ClassLabels?.Count,
    };
}

/// <summary>What goes into a model and what comes out.</summary>
/// <param name="Inputs">In the order of the graph.</param>
/// <param name="Outputs">
/// In the order of the graph; outputs that are dictionaries (ZipMap) appear as the tensor that they are made from.
/// </param>
public sealed record ModelSignature(IReadOnlyList<ModelInput> Inputs, IReadOnlyList<ModelOutput> Outputs)
{
    /// <summary>The number of rows of a call if an input fixes it, else null.</summary>
    public int? FixedRows => Inputs.Select(input => input.FixedRows).FirstOrDefault(rows => rows is not null);
}
