using System.Reflection;
using System.Runtime.CompilerServices;

namespace XaiFunctions.LocalHost.Tests.ApiSurface;

/// <summary>Writes public types and members as recorded-signatures.txt has them: <c>full type name | declaration</c>.</summary>
internal static class Signatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // What the compiler or object itself brings into every type says nothing about the API.
    private static readonly HashSet<string> Ignored =
        ["Equals", "GetHashCode", "ToString", "Deconstruct", "PrintMembers", "EqualityContract", "<Clone>$"];

    /// <summary>The name under which a type is recorded.</summary>
    public static string FullName(Type type) => $"{type.Namespace}.{TypeNames.Simple(type)}";

    /// <summary>A type's declaration without its bases.</summary>
    public static string Head(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            return $"public delegate {Method(type.GetMethod("Invoke")!, TypeNames.Simple(type))}";
        if (type.IsEnum)
            return $"public enum {type.Name} {{ {string.Join(", ", Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt32(Enum.Parse(type, name))}"))} }}";
        if (type.IsInterface)
            return $"public interface {TypeNames.Simple(type)}";

        string kind = type.IsValueType ? "struct" : IsRecord(type) ? "record" : "class";
        string modifier = type.IsValueType ? "" : type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        return $"public {modifier}{kind} {TypeNames.Simple(type)}";
    }

    /// <summary>The bases that a type names, without those that follow from others or from its being a record.</summary>
    public static IEnumerable<string> Bases(Type type)
    {
        if (type.IsValueType || typeof(Delegate).IsAssignableFrom(type))
            yield break;
        if (type.BaseType is { } parent && parent != typeof(object))
            yield return TypeNames.Simple(parent);

        Type[] all = type.GetInterfaces();
        IEnumerable<Type> implied = all.SelectMany(face => face.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []);
        foreach (Type face in all.Except(implied))
            if (!(face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEquatable<>)))
                yield return TypeNames.Simple(face);
    }

    /// <summary>The declarations of a type's public and protected members.</summary>
    public static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type))
            return [];
        return type.GetConstructors(Declared).Where(ctor => IsVisible(ctor) && !IsCopy(ctor)).Select(Constructor)
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(Field))
            .Concat(type.GetProperties(Declared).Where(property => !Ignored.Contains(property.Name) && property.GetAccessors(true).Any(IsVisible)).Select(Property))
            .Concat(type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName && !Ignored.Contains(method.Name)
                && !method.Name.Contains('<')).Select(method => Modifiers(method) + Method(method, method.Name)));
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsCopy(ConstructorInfo constructor) => IsRecord(constructor.DeclaringType!)
        && constructor.GetParameters() is [{ } only] && only.ParameterType == constructor.DeclaringType;

    private static string Constructor(ConstructorInfo constructor) =>
        $"{(constructor.IsPublic ? "public" : "protected")} {TypeNames.WithoutArguments(constructor.DeclaringType!)}({Parameters(constructor)})";

    private static string Field(FieldInfo field)
    {
        string type = TypeNames.Of(field);
        return field.IsLiteral
            ? $"public const {type} {field.Name} = {TypeNames.Literal(field.GetRawConstantValue(), field.FieldType)}"
            : $"public {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{type} {field.Name}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo shown = property.GetAccessors(true).First(IsVisible);
        string accessors = property.GetMethod is { } get && IsVisible(get) ? "get; " : "";
        if (property.SetMethod is { } set && IsVisible(set))
            accessors += set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; ";
        return $"{Modifiers(shown)}{TypeNames.Of(property)} {property.Name} {{ {accessors}}}";
    }

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
            return "";
        string access = method.IsPublic ? "public " : "protected ";
        if (method.IsStatic)
            return access + "static ";
        if (method.GetBaseDefinition() != method)
            return access + "override ";
        return access + (method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "");
    }

    private static string Method(MethodInfo method, string name)
    {
        string arguments = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(type => type.Name))}>" : "";
        IEnumerable<string> constraints = method.IsGenericMethod ? method.GetGenericArguments().Select(Constraint).Where(text => text.Length > 0) : [];
        return $"{TypeNames.Of(method.ReturnParameter)} {name}{arguments}({Parameters(method)}){string.Concat(constraints)}";
    }

    private static string Constraint(Type parameter)
    {
        IEnumerable<string> parts = parameter.GetGenericParameterConstraints().Select(TypeNames.Simple);
        if (parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            parts = parts.Prepend("class");
        string text = string.Join(", ", parts);
        return text.Length == 0 ? "" : $" where {parameter.Name} : {text}";
    }

    private static string Parameters(MethodBase method)
    {
        bool extends = method.IsDefined(typeof(ExtensionAttribute));
        return string.Join(", ", method.GetParameters().Select(parameter =>
            (extends && parameter.Position == 0 ? "this " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsOut ? "out " : "")
            + $"{TypeNames.Of(parameter)} {parameter.Name}"
            + (parameter.HasDefaultValue ? $" = {TypeNames.Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : "")));
    }
}
