using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace XaiFunctions.App.Http;

/// <summary>Reads what requests say of places in the audit log.</summary>
public static partial class AuditLogQuery
{
    /// <summary>There is no such record.</summary>
    public static Problem NoRecord() => Problem.NotFound("The audit log has no such record.");

    /// <summary>A record's number from the address.</summary>
    /// <exception cref="ProblemException">It is no number, so there is no such record.</exception>
    public static long Sequence(string text) => Number(text) ?? throw new ProblemException(NoRecord());

    /// <summary>A size of the log from the query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="name">The name of the size.</param>
    /// <param name="most">The largest size that there is, also the default.</param>
    /// <exception cref="ProblemException">It is no number from 1 to that.</exception>
    public static long Size(IQueryCollection query, string name, long most)
    {
        string? text = query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues given) ? given.ToString() : null;
        long? size = text is null ? most : Number(text);
        return size >= 1 && size <= most
            ? size.Value
            : throw new ProblemException(Problem.InvalidInput(string.Create(CultureInfo.InvariantCulture, $"The size '{name}' must be a number from 1 to {most}.")));
    }

    /// <summary>A subject from the query.</summary>
    /// <exception cref="ProblemException">It cannot be one.</exception>
    public static string Subject(string text) => Form().IsMatch(text)
        ? text
        : throw new ProblemException(Problem.InvalidInput("The subject must be 'job:' or 'audit:' and an id, 'model:', a model's name, ':' and a version, or 'settings:' and a model's name."));

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    [GeneratedRegex(@"\A[a-z]{1,16}(:[A-Za-z0-9_.-]{1,64}){1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
