using Microsoft.AspNetCore.Http;

namespace XaiFunctions.App.Access;

/// <summary>What a caller may do, as Entra's app roles name it.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reads models, jobs and documents.</summary>
    Reader = 1,

    /// <summary>Asks for explanations, reads them, cancels jobs.</summary>
    Explainer = 2,

    /// <summary>Reads everything of all models, whoever they are open to.</summary>
    Auditor = 4,

    /// <summary>Everything: registers models, says who may use them, deletes documents.</summary>
    Admin = 8,
}

/// <summary>Who asks.</summary>
/// <param name="Kind">How that is known: token, edge or key.</param>
/// <param name="Id">A stable name: the object id of a token, the name of a key. It is compared and counted, goes into the audit log, and into no other.</param>
/// <param name="Roles">The roles.</param>
/// <param name="Marks">What the access lists of models may name: the id, groups, and roles as they were given.</param>
public sealed record Caller(string Kind, string Id, Roles Roles, IReadOnlySet<string> Marks)
{
    /// <summary>The item of the request under which functions find its caller.</summary>
    public const string Item = "XaiFunctions.Caller";

    /// <summary>Who it is, as the audit log says it: <c>token:</c> or <c>edge:</c> and the object id, or <c>key:</c> and the key's name.</summary>
    public string Actor => Id.StartsWith($"{Kind}:", StringComparison.Ordinal) ? Id : $"{Kind}:{Id}";

    /// <summary>The caller of a request that was let in.</summary>
    public static Caller Of(HttpRequest request) => (Caller)request.HttpContext.Items[Item]!;

    /// <summary>Whether the caller may do something with what is open to it.</summary>
    public bool May(Need need) => need switch
    {
        Need.Nothing => true,
        Need.Read => Roles != Roles.None,
        Need.Explain => (Roles & (Roles.Explainer | Roles.Admin)) != 0,
        Need.ReadAll => SeesAll,
        _ => Roles.HasFlag(Roles.Admin),
    };

    /// <summary>Whether access lists of models do not keep the caller from reading.</summary>
    public bool SeesAll => (Roles & (Roles.Auditor | Roles.Admin)) != 0;

    /// <summary>Reads role names; what is no role of this app is nothing.</summary>
    public static Roles ParseRoles(IEnumerable<string> names)
    {
        var roles = Roles.None;
        foreach (string name in names)
        {
            roles |= name.Trim().ToLowerInvariant() switch
            {
                "reader" => Roles.Reader,
                "explainer" => Roles.Explainer,
                "auditor" => Roles.Auditor,
                "admin" => Roles.Admin,
                _ => Roles.None,
            };
        }

        return roles;
    }
}
