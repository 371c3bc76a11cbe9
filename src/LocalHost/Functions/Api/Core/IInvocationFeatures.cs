namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the host offers one invocation, by type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Puts a feature in, in place of an earlier one of its type.</summary>
    void Set<T>(T instance);

    /// <summary>The feature, or the default if there is none.</summary>
    T? Get<T>();
}
