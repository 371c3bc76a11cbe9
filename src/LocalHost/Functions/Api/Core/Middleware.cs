namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>The rest of the pipeline of one invocation.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

/// <summary>Runs around every invocation of the app.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Does its part and calls <paramref name="next"/> for the rest.</summary>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
