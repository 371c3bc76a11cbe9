using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>Why a task failed, in a form that can be stored.</summary>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="ErrorMessage">What the exception said.</param>
/// <param name="StackTrace">Where it was thrown.</param>
/// <param name="InnerFailure">What caused it.</param>
/// <param name="Properties">More that was said about it.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    /// <summary>Whether trying again cannot help, as when there is no such activity.</summary>
    internal bool IsFinal { get; init; }

    /// <summary>Whether the failure was an exception of a type or of one that derives from it. False if the type cannot be found.</summary>
    /// <typeparam name="T">The type of exception.</typeparam>
    /// <exception cref="AmbiguousMatchException">Several types have the name.</exception>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <summary>Whether the failure was an exception of a type or of one that derives from it. False if the type cannot be found.</summary>
    /// <param name="targetBaseExceptionType">The type of exception.</param>
    /// <exception cref="ArgumentException">The type is not one of an exception.</exception>
    /// <exception cref="AmbiguousMatchException">Several types have the name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
            throw new ArgumentException($"{targetBaseExceptionType} is not a type of exception.", nameof(targetBaseExceptionType));
        return !string.IsNullOrEmpty(ErrorType) && targetBaseExceptionType.IsAssignableFrom(FindType(targetBaseExceptionType.Assembly));
    }

    /// <summary>The details of an exception and of those inside it.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? inner = exception switch
        {
            TaskFailedException failed => failed.FailureDetails,
            { InnerException: { } cause } => FromException(cause),
            _ => null,
        };
        return new(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, null);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private Type? FindType(Assembly first)
    {
        Type? type = Type.GetType(ErrorType, throwOnError: false) ?? first.GetType(ErrorType, throwOnError: false);
        if (type is not null)
            return type;

        Type[] found = [.. AppDomain.CurrentDomain.GetAssemblies()
            .Select(assembly => assembly.GetType(ErrorType, throwOnError: false)).OfType<Type>()];
        return found.Length > 1
            ? throw new AmbiguousMatchException($"Several loaded assemblies have a type '{ErrorType}'.")
            : found.FirstOrDefault();
    }
}
