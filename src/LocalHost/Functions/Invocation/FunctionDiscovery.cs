using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>Finds the functions of an app and refuses what could not run.</summary>
internal static class FunctionDiscovery
{
    private const BindingFlags AllMethods =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The functions in order of their names.</summary>
    /// <exception cref="InvalidOperationException">A function cannot run; the message names every one and why.</exception>
    public static IReadOnlyList<FunctionDescriptor> Find(FunctionSources sources)
    {
        var functions = new List<FunctionDescriptor>();
        var problems = new List<string>();
        foreach (var method in sources.Types.SelectMany(type => type.GetMethods(AllMethods)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute)
                Add(attribute.Name, method, functions, problems);
        }

        problems.AddRange(functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {group.Count()} functions have this name: {string.Join(", ", group.Select(f => f.EntryPoint))}."));
        if (problems.Count > 0)
            throw new InvalidOperationException($"The app's functions cannot run:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}");
        return [.. functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static void Add(string name, MethodInfo method, List<FunctionDescriptor> functions, List<string> problems)
    {
        var triggers = method.GetParameters()
            .Select(parameter => (Parameter: parameter, Trigger: parameter.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(pair => pair.Trigger is not null)
            .ToList();
        if (Problem(method, triggers.Count) is { } problem)
        {
            problems.Add($"{name}: {problem}");
            return;
        }

        var function = new FunctionDescriptor(name, method, triggers[0].Parameter, triggers[0].Trigger!);
        problems.AddRange(ParameterRules.Problems(function).Select(text => $"{name}: {text}"));
        functions.Add(function);
    }

    private static string? Problem(MethodInfo method, int triggers)
    {
        if (triggers != 1)
            return $"a function has exactly one trigger, this one has {triggers}.";
        if (!method.IsPublic || !method.DeclaringType!.IsVisible)
            return "the method and its class must be public.";
        if (method.ContainsGenericParameters)
            return "a function cannot be generic.";
        if (method.DeclaringType.IsAbstract && !method.IsStatic)
            return "its class is abstract.";
        if (method.ReturnType == typeof(void) && method.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
            return "an 'async void' method's end and errors cannot be seen; return Task.";
        return method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef) ? "ref and out parameters cannot be bound." : null;
    }
}
