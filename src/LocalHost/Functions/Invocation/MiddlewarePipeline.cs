using Microsoft.Azure.Functions.Worker.Middleware;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>The app's middleware in the order in which it was added.</summary>
internal sealed class MiddlewarePipeline
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware = [];

    /// <summary>Adds middleware inside what is there.</summary>
    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> item) => middleware.Add(item);

    /// <summary>All of it around <paramref name="innermost"/>.</summary>
    public FunctionExecutionDelegate Build(FunctionExecutionDelegate innermost) =>
        Enumerable.Reverse(middleware).Aggregate(innermost, (next, item) => item(next));
}
