using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace XaiFunctions.App.Telemetry;

/// <summary>
/// Sends traces, metrics and logs to where the settings say: <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> for Application Insights,
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> for a collector. Without either nothing leaves the process.
/// </summary>
public static class TelemetryExport
{
    private const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string ApplicationInsightsSignIn = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds the exporters.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource(JobTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(JobTelemetry.Name));
        telemetry.UseFunctionsWorkerDefaults();
        if (configuration[ApplicationInsights] is { Length: > 0 } connection)
        {
            telemetry.UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = connection;
                options.Credential = Credential(configuration[ApplicationInsightsSignIn]);
            });
        }

        if (configuration[Collector] is { Length: > 0 })
            telemetry.UseOtlpExporter();
    }

    /// <summary>
    /// The identity that sends, as the Functions host reads it from the same setting: <c>Authorization=AAD</c>, with <c>ClientId=...</c> for an
    /// identity that is assigned by the user. The component takes no key.
    /// </summary>
    /// <returns>Null if the setting asks for none.</returns>
    internal static TokenCredential? Credential(string? signIn)
    {
        Dictionary<string, string> parts = (signIn ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0].Trim(), part => part[1].Trim(), StringComparer.OrdinalIgnoreCase);
        if (!parts.TryGetValue("Authorization", out string? kind) || !kind.Equals("AAD", StringComparison.OrdinalIgnoreCase))
            return null;
        return new ManagedIdentityCredential(
            parts.TryGetValue("ClientId", out string? clientId) ? ManagedIdentityId.FromUserAssignedClientId(clientId) : ManagedIdentityId.SystemAssigned);
    }
}
