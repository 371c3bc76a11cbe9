namespace XaiFunctions.LocalHost.DurableTask.Engine;

/// <summary>An orchestrator did something else than what its history says it did.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);

/// <summary>An orchestrator awaited something that is not its context's.</summary>
internal sealed class ForeignAwaitException(string message) : Exception(message);

/// <summary>There is no orchestrator or activity of a name.</summary>
internal sealed class TaskNotFoundException(string message) : Exception(message);
