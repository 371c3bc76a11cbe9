using System.Reflection;
using System.Runtime.CompilerServices;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a function app begins.</summary>
public class FunctionsApplication
{
    /// <summary>A builder for the functions of the assembly that calls this.</summary>
    /// <param name="args">Settings as <c>--name value</c>, which win over all others; <c>--port</c> is the HTTP port, 0 for a free one.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) =>
        new(args, Assembly.GetCallingAssembly().GetName().Name!, FunctionSources.Of(Assembly.GetCallingAssembly()));
}
