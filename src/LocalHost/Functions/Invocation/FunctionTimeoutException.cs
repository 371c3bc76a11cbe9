namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>A function ran longer than <c>functionTimeout</c> in host.json allows.</summary>
internal sealed class FunctionTimeoutException(string function, TimeSpan timeout, Exception cause)
    : TimeoutException($"Function '{function}' exceeded the timeout of {timeout:c} and was told to stop.", cause);
