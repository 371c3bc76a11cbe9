namespace XaiFunctions.LocalHost.DurableTask;

/// <summary>
/// A start was refused because there is an instance with the same id. The real client throws a type of its own here as well, so an app
/// catches it as an <see cref="Exception"/> or, better, looks at the instance.
/// </summary>
internal sealed class OrchestrationAlreadyExistsException(string message) : Exception(message);

/// <summary>There is no instance with the id.</summary>
internal sealed class InstanceNotFoundException(string instanceId)
    : ArgumentException($"There is no orchestration with the instance id '{instanceId}'.");
