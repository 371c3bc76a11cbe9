using System.ComponentModel;
using System.Reflection;

namespace XaiFunctions.LocalHost.Functions.Invocation;

/// <summary>Parameters that bind by name to route, query and path values.</summary>
internal static class TextConversion
{
    /// <summary>The value of a parameter: from the data, its default, or null if it may be null.</summary>
    /// <exception cref="InvalidOperationException">There is no value, or it is not one of the parameter's type.</exception>
    public static object? Bind(ParameterInfo parameter, IReadOnlyDictionary<string, object?> data)
    {
        if (data.TryGetValue(parameter.Name!, out var value) && value is not null)
            return Convert(parameter, value);
        if (parameter.HasDefaultValue)
            return parameter.DefaultValue;
        if (!parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null)
            return null;
        throw new InvalidOperationException($"Parameter '{parameter.Name}' has no value.");
    }

    private static object? Convert(ParameterInfo parameter, object value)
    {
        if (parameter.ParameterType.IsInstanceOfType(value))
            return value;

        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value.ToString() ?? "");
        }
        catch (Exception error) when (error is FormatException or ArgumentException or NotSupportedException)
        {
            // Neither the value nor the converter's error, which quotes it, goes on: it is the caller's data, and errors are logged.
            throw new InvalidOperationException($"Parameter '{parameter.Name}' is not a value of {type.Name}.");
        }
    }
}
