using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace Microsoft.Azure.Functions.Worker.OpenTelemetry;

/// <summary>What telemetry says about the worker that it comes from.</summary>
public static class ConfigureFunctionsOpenTelemetry
{
    /// <summary>Names the app as the telemetry's resource: <c>WEBSITE_SITE_NAME</c>, as on Functions, else the entry assembly.</summary>
    public static OpenTelemetryBuilder UseFunctionsWorkerDefaults(this OpenTelemetryBuilder builder)
    {
        string name = Environment.GetEnvironmentVariable("WEBSITE_SITE_NAME") ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "functions";
        return builder.ConfigureResource(resource => resource.AddService(name));
    }
}
