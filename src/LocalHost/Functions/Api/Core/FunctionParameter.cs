namespace Microsoft.Azure.Functions.Worker;

/// <summary>A parameter of a function.</summary>
/// <param name="name">The parameter's name.</param>
/// <param name="type">The parameter's type.</param>
public class FunctionParameter(string name, Type type)
{
    /// <summary>The parameter's name.</summary>
    public string Name { get; } = name;

    /// <summary>The parameter's type.</summary>
    public Type Type { get; } = type;
}
