using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>A function that discovery found and checked.</summary>
/// <param name="Name">The name that <see cref="FunctionAttribute"/> gives.</param>
/// <param name="Method">The method.</param>
/// <param name="TriggerParameter">The parameter that carries the trigger.</param>
/// <param name="Trigger">The trigger.</param>
internal sealed record FunctionDescriptor(string Name, MethodInfo Method, ParameterInfo TriggerParameter, TriggerBindingAttribute Trigger)
{
    private MethodCaller? caller;

    /// <summary>The method's parameters in order.</summary>
    public ParameterInfo[] Parameters { get; } = Method.GetParameters();

    /// <summary>The method's full name.</summary>
    public string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    /// <summary>The same in every run of the same app.</summary>
    public string Id { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}:{Method.DeclaringType!.FullName}.{Method.Name}")))[..20];

    /// <summary>The trigger as the binding types are called in function metadata.</summary>
    public string TriggerType => BindingType(Trigger);

    /// <summary>Builds the instance and calls the method.</summary>
    public MethodCaller Caller => caller ??= new MethodCaller(Method);

    /// <summary>An attribute's name as the binding types are called: <c>BlobTriggerAttribute</c> is <c>blobTrigger</c>.</summary>
    public static string BindingType(BindingAttribute attribute)
    {
        string name = attribute.GetType().Name[..^nameof(Attribute).Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
