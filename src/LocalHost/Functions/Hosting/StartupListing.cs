using Microsoft.Azure.Functions.Worker;
using XaiFunctions.LocalHost.Functions.Http;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace XaiFunctions.LocalHost.Functions.Hosting;

/// <summary>What the host prints once it is ready, in the shape of <c>func start</c>.</summary>
internal static class StartupListing
{
    /// <summary>The functions with their routes or triggers, then the address.</summary>
    public static void Write(TextWriter output, IReadOnlyList<FunctionDescriptor> functions, HostSettings settings, string address)
    {
        output.WriteLine();
        output.WriteLine("Functions:");
        foreach (var function in functions)
        {
            output.WriteLine();
            output.WriteLine($"\t{function.Name}: {Trigger(function, settings, address)}");
        }

        output.WriteLine();
        output.WriteLine($"Now listening on: {address}");
        output.Flush();
    }

    private static string Trigger(FunctionDescriptor function, HostSettings settings, string address)
    {
        if (function.Trigger is not HttpTriggerAttribute http)
            return function.TriggerType;
        string methods = http.Methods is { Length: > 0 } given ? $"[{string.Join(',', given.Select(method => method.ToUpperInvariant()))}] " : "";
        return $"{methods}{address}/{HttpFunctions.Route(function, settings)}";
    }
}
