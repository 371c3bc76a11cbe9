namespace Microsoft.Azure.Functions.Worker;

/// <summary>The key that a caller of an HTTP function must show.</summary>
public enum AuthorizationLevel
{
    /// <summary>None.</summary>
    Anonymous = 0,

    /// <summary>A user token; the host refuses functions that ask for it, as version 4 has no such thing.</summary>
    User = 1,

    /// <summary>A key of the function, a host key, or the master key.</summary>
    Function = 2,

    /// <summary>A system key, or the master key.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}
