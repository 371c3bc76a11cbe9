using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes the function a durable orchestrator.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The orchestrator's name; default: the function's.</summary>
    public string? Orchestration { get; set; }
}

/// <summary>Makes the function a durable activity; the parameter gets its input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The activity's name; default: the function's.</summary>
    public string? Activity { get; set; }
}

/// <summary>Gives the parameter the client of the app's task hub.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; the host has one only, so this must be its name or null.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting that names the hub's storage; the local hub does not use it.</summary>
    public string? ConnectionName { get; set; }
}
