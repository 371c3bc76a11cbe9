using System.Globalization;
using System.Reflection;

namespace XaiFunctions.LocalHost.Tests.ApiSurface;

/// <summary>Types and values as C# writes them, with nullability but for type parameters.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>The type of a parameter or a return value.</summary>
    public static string Of(ParameterInfo parameter) => Write(parameter.ParameterType, new NullabilityInfoContext().Create(parameter), setter: false);

    /// <summary>The type of a property.</summary>
    public static string Of(PropertyInfo property) =>
        Write(property.PropertyType, new NullabilityInfoContext().Create(property), setter: property.GetMethod is null);

    /// <summary>The type of a field.</summary>
    public static string Of(FieldInfo field) => Write(field.FieldType, new NullabilityInfoContext().Create(field), setter: false);

    /// <summary>A type without nullability.</summary>
    public static string Simple(Type type) => Write(type, null, setter: false);

    /// <summary>A type's name without type arguments.</summary>
    public static string WithoutArguments(Type type) => type.Name.Split('`')[0];

    /// <summary>A constant; the default of a type that has no constants is <c>default</c>.</summary>
    public static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Write(Type type, NullabilityInfo? nullability, bool setter)
    {
        if (type.IsByRef)
            return Write(type.GetElementType()!, nullability, setter);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Write(underlying, null, setter) + "?";

        bool isNull = !type.IsValueType && !type.IsGenericParameter
            && (setter ? nullability?.WriteState : nullability?.ReadState) == NullabilityState.Nullable;
        string mark = isNull ? "?" : "";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword + mark;
        if (type.IsArray)
            return Write(type.GetElementType()!, nullability?.ElementType, setter) + "[]" + mark;
        if (!type.IsGenericType)
            return type.Name + mark;

        Type[] arguments = type.GetGenericArguments();
        IEnumerable<string> written = arguments.Select((argument, i) => Write(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i), setter));
        return $"{WithoutArguments(type)}<{string.Join(", ", written)}>{mark}";
    }
}
