using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace XaiFunctions.LocalHost.Functions.Durable;

/// <summary>Makes the app's orchestrators and activities known to the task hub.</summary>
internal sealed class DurableFunctions(IReadOnlyList<FunctionDescriptor> functions, FunctionInvoker invoker, DurableHub hub)
{
    private static readonly MethodInfo GetInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput))!;

    /// <summary>Registers all of them.</summary>
    public void Register()
    {
        foreach (var function in functions)
        {
            if (function.Trigger is OrchestrationTriggerAttribute orchestration)
                hub.Hub.AddOrchestrator(orchestration.Orchestration ?? function.Name, context => OrchestrateAsync(function, context));
            if (function.Trigger is ActivityTriggerAttribute activity)
            {
                hub.Hub.AddActivity(
                    activity.Activity ?? function.Name,
                    InputType(function),
                    (context, input, cancellation) => ActAsync(function, context, input, cancellation));
            }
        }
    }

    // An activity without an input takes the function's context in its place.
    private static Type InputType(FunctionDescriptor function) =>
        function.TriggerParameter.ParameterType == typeof(FunctionContext) ? typeof(object) : function.TriggerParameter.ParameterType;

    private Task<object?> OrchestrateAsync(FunctionDescriptor function, TaskOrchestrationContext context) =>
        invoker.InvokeOrchestratorAsync(new FunctionInvocation(function)
        {
            BindingData = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = context.InstanceId },
            BindAsync = (parameter, _) => new(parameter == function.TriggerParameter ? context : Input(parameter, context)),
        });

    private static object? Input(ParameterInfo parameter, TaskOrchestrationContext context) =>
        GetInput.MakeGenericMethod(parameter.ParameterType).Invoke(context, BindingFlags.DoNotWrapExceptions, null, null, null);

    private Task<object?> ActAsync(FunctionDescriptor function, TaskActivityContext context, object? input, CancellationToken cancellation)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = context.InstanceId };
        return invoker.InvokeAsync(
            new FunctionInvocation(function)
            {
                BindingData = data,
                LogLevel = LogLevel.Debug,
                BindAsync = (parameter, _) => new(parameter == function.TriggerParameter ? input : TextConversion.Bind(parameter, data)),
            },
            null,
            cancellation);
    }
}
