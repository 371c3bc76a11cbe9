namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A request as the worker's own HTTP model has it; here only so far as the durable client's methods name it.</summary>
/// <param name="functionContext">The invocation that the request started.</param>
public abstract class HttpRequestData(FunctionContext functionContext)
{
    /// <summary>The address that was asked for.</summary>
    public abstract Uri Url { get; }

    /// <summary>The HTTP method.</summary>
    public abstract string Method { get; }

    /// <summary>The invocation that the request started.</summary>
    public FunctionContext FunctionContext { get; } = functionContext;
}
