using System.Reflection;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>Where discovery looks for functions.</summary>
/// <param name="Types">The classes whose methods are looked at.</param>
internal sealed record FunctionSources(IReadOnlyList<Type> Types)
{
    /// <summary>All classes of an assembly.</summary>
    public static FunctionSources Of(Assembly assembly) => new(assembly.GetTypes());

    /// <summary>These classes only.</summary>
    public static FunctionSources Of(params Type[] types) => new(types);
}
