using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function on an HTTP request.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>All methods, with a function key.</summary>
    public HttpTriggerAttribute()
    {
    }

    /// <summary>These methods, with a function key.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>All methods.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>These methods.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template below the prefix; default: the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>The methods that the function answers; null: all.</summary>
    public string[]? Methods { get; }

    /// <summary>The key that a caller must show.</summary>
    public AuthorizationLevel AuthLevel { get; } = AuthorizationLevel.Function;
}
