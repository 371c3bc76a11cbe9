using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Durable;
using XaiFunctions.LocalHost.Functions.Hosting;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>Runs one invocation: a scope, the middleware, the parameters, the method, the timeout.</summary>
internal sealed partial class FunctionInvoker
{
    /// <summary>How long a function that has been told to stop may go on before the host lets go of it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly IServiceScopeFactory scopes;
    private readonly HostSettings settings;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly DurableHub durable;
    private readonly FunctionExecutionDelegate pipeline;

    public FunctionInvoker(
        IServiceScopeFactory scopes,
        HostSettings settings,
        MiddlewarePipeline middleware,
        TimeProvider time,
        ILoggerFactory loggers,
        DurableHub durable)
    {
        this.scopes = scopes;
        this.settings = settings;
        this.time = time;
        this.loggers = loggers;
        this.durable = durable;
        pipeline = middleware.Build(ExecuteAsync);
    }

    /// <summary>Runs the function against the app's timeout and gives its result.</summary>
    /// <param name="invocation">What starts the function.</param>
    /// <param name="complete">Makes use of the result while the invocation's scope still lives.</param>
    /// <param name="cancellation">Signalled when whoever started the function no longer wants it.</param>
    /// <exception cref="FunctionTimeoutException">The function ran into the app's timeout.</exception>
    public async Task<object?> InvokeAsync(
        FunctionInvocation invocation, Func<LocalFunctionContext, Task>? complete, CancellationToken cancellation)
    {
        var logger = loggers.CreateLogger($"Function.{invocation.Function.Name}");
        using var timeout = new CancellationTokenSource(settings.FunctionTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        await using var scope = scopes.CreateAsyncScope();
        var context = new LocalFunctionContext(invocation, scope.ServiceProvider, linked.Token);
        invocation.Prepare?.Invoke(context);

        long started = Stopwatch.GetTimestamp();
        LogExecuting(logger, invocation.LogLevel, invocation.Function.Name, context.InvocationId);
        try
        {
            await WithinAsync(RunAsync(context, complete), timeout.Token);
            LogExecuted(logger, invocation.LogLevel, invocation.Function.Name, context.InvocationId, Elapsed(started));
            return context.Result;
        }
        catch (Exception cause) when (timeout.IsCancellationRequested)
        {
            // Whatever the function threw once it was told to stop: the timeout is the reason.
            var error = new FunctionTimeoutException(invocation.Function.Name, settings.FunctionTimeout, cause);
            LogFailed(logger, error, invocation.Function.Name, context.InvocationId, Elapsed(started));
            throw error;
        }
        catch (Exception error) when (!linked.IsCancellationRequested)
        {
            LogFailed(logger, error, invocation.Function.Name, context.InvocationId, Elapsed(started));
            throw;
        }
    }

    /// <summary>
    /// Runs an orchestrator up to where it waits, without a timeout and without leaving the engine's context. An engine may let go of a
    /// waiting orchestrator for good, so nothing here may need an end to be released.
    /// </summary>
    public async Task<object?> InvokeOrchestratorAsync(FunctionInvocation invocation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new LocalFunctionContext(invocation, scope.ServiceProvider, CancellationToken.None);
        await pipeline(context);
        return context.Result;
    }

    private async Task RunAsync(LocalFunctionContext context, Func<LocalFunctionContext, Task>? complete)
    {
        await pipeline(context);
        if (complete is not null)
            await complete(context);
    }

    // A function that does not heed its token cannot be stopped within a process. It is reported as timed out all the same,
    // because what waits for it (a caller, a blob's next try, an orchestration) must go on.
    private async Task WithinAsync(Task run, CancellationToken timeout)
    {
        var overtime = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = timeout.Register(() => overtime.TrySetResult());
        if (await Task.WhenAny(run, overtime.Task) == overtime.Task)
            await Task.WhenAny(run, Task.Delay(Grace, time, CancellationToken.None));
        if (!run.IsCompleted)
            throw new OperationCanceledException(timeout);
        await run;
    }

    private async Task ExecuteAsync(FunctionContext context)
    {
        var local = (LocalFunctionContext)context;
        var function = local.Invocation.Function;
        var arguments = new object?[function.Parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = await BindAsync(function.Parameters[i], local);
        local.Result = await function.Caller.CallAsync(local.InstanceServices, arguments);
    }

    private ValueTask<object?> BindAsync(ParameterInfo parameter, LocalFunctionContext context)
    {
        if (parameter.ParameterType == typeof(FunctionContext))
            return new(context);
        if (parameter.ParameterType == typeof(CancellationToken))
            return new(context.CancellationToken);
        if (parameter.ParameterType == typeof(DurableTaskClient))
            return new(durable.Client);
        return context.Invocation.BindAsync(parameter, context);
    }

    private static long Elapsed(long started) => (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    [LoggerMessage(EventId = 1, Message = "Executing '{Function}' (Id={InvocationId})")]
    private static partial void LogExecuting(ILogger logger, LogLevel level, string function, string invocationId);

    [LoggerMessage(EventId = 2, Message = "Executed '{Function}' (Succeeded, Id={InvocationId}, Duration={Milliseconds}ms)")]
    private static partial void LogExecuted(ILogger logger, LogLevel level, string function, string invocationId, long milliseconds);

    [LoggerMessage(3, LogLevel.Error, "Executed '{Function}' (Failed, Id={InvocationId}, Duration={Milliseconds}ms)")]
    private static partial void LogFailed(ILogger logger, Exception error, string function, string invocationId, long milliseconds);
}
