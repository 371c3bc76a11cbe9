using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>Calls a function's method, on a new instance that the invocation's scope builds unless the method is static.</summary>
internal sealed class MethodCaller
{
    private readonly MethodInfo method;
    private readonly ObjectFactory? factory;
    private readonly Func<object?, Task<object?>> unwrap;

    public MethodCaller(MethodInfo method)
    {
        this.method = method;
        factory = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, []);
        unwrap = Unwrapper(method.ReturnType);
    }

    /// <summary>The method's value once it is there; null for methods without one.</summary>
    public async Task<object?> CallAsync(IServiceProvider services, object?[] arguments)
    {
        object? instance = factory?.Invoke(services, null);
        try
        {
            return await unwrap(method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        }
        finally
        {
            if (instance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else if (instance is IDisposable disposable)
                disposable.Dispose();
        }
    }

    // Awaits keep the caller's context throughout: an orchestrator must come back to the one its engine runs it in.
    private static Func<object?, Task<object?>> Unwrapper(Type type)
    {
        if (type == typeof(Task))
            return static async value => { await (Task)value!; return null; };
        if (type == typeof(ValueTask))
            return static async value => { await (ValueTask)value!; return null; };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            return Generic(nameof(FromTaskAsync), type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            return Generic(nameof(FromValueTaskAsync), type);
        return static value => Task.FromResult(value);
    }

    private static Func<object?, Task<object?>> Generic(string name, Type taskType) =>
        typeof(MethodCaller).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(taskType.GetGenericArguments())
            .CreateDelegate<Func<object?, Task<object?>>>();

    private static async Task<object?> FromTaskAsync<T>(object? value) => await (Task<T>)value!;

    private static async Task<object?> FromValueTaskAsync<T>(object? value) => await (ValueTask<T>)value!;
}
