using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using XaiFunctions.App.Http;
using XaiFunctions.App.Models;

namespace XaiFunctions.App.Access;

/// <summary>To whom a model is open: the blob <c>models/{model}/access.json</c>. Each list names ids, groups or roles; without lists the role alone decides.</summary>
public sealed record AccessLists
{
    /// <summary>Who may read the model's record, jobs and documents; null for every reader.</summary>
    public IReadOnlyList<string>? Read { get; init; }

    /// <summary>Who may have rows explained by it, and read them; null for those of <see cref="Read"/>.</summary>
    public IReadOnlyList<string>? Explain { get; init; }

    /// <summary>Open to everybody who has the role.</summary>
    public static AccessLists Open { get; } = new();

    /// <summary>Open to nobody but auditors and admins.</summary>
    public static AccessLists Closed { get; } = new() { Read = [], Explain = [] };

    /// <summary>Whether a caller with the right role is let in.</summary>
    public bool Admit(Caller caller, Need need)
    {
        if (caller.Roles.HasFlag(Roles.Admin) || (need is Need.Read or Need.ReadAll && caller.SeesAll))
            return true;
        return need == Need.Explain ? Names(Explain ?? Read, caller) : Names(Read, caller) || Names(Explain ?? [], caller);
    }

    private static bool Names(IReadOnlyList<string>? list, Caller caller) => list is null || list.Any(caller.Marks.Contains);
}

/// <summary>Knows to whom models are open. What is changed holds everywhere within a minute.</summary>
public sealed partial class ModelAccess(ModelRegistry registry, TimeProvider time, ILogger<ModelAccess> logger)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, (AccessLists Lists, DateTimeOffset At)> known = new(StringComparer.Ordinal);

    /// <summary>Whether a caller who has the role may do this with a model.</summary>
    public async Task<bool> AdmitsAsync(Caller caller, Need need, string model, CancellationToken cancellation) =>
        caller.Roles.HasFlag(Roles.Admin) || (await FindAsync(model, cancellation)).Admit(caller, need);

    /// <summary>The registered versions of the models that a caller may read.</summary>
    public async Task<IReadOnlyList<(RegistrationRecord Record, bool IsLatest)>> ListOpenAsync(Caller caller, CancellationToken cancellation)
    {
        IReadOnlyList<(RegistrationRecord Record, bool IsLatest)> versions = await registry.ListAsync(cancellation);
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (string model in versions.Select(version => version.Record.Model).Distinct())
        {
            if (await AdmitsAsync(caller, Need.Read, model, cancellation))
                open.Add(model);
        }

        return [.. versions.Where(version => open.Contains(version.Record.Model))];
    }

    /// <summary>The lists of a model; open ones if it has none.</summary>
    public async Task<AccessLists> FindAsync(string model, CancellationToken cancellation)
    {
        if (!Storage.NameRules.IsName(model))
            return AccessLists.Open; // A file dropped into an oddly named folder: its document says only that.
        if (known.TryGetValue(model, out (AccessLists Lists, DateTimeOffset At) entry) && time.GetUtcNow() - entry.At < Lifetime)
            return entry.Lists;
        AccessLists lists = await ReadAsync(model, cancellation);
        if (known.Count > 10_000)
            known.Clear();
        known[model] = (lists, time.GetUtcNow());
        return lists;
    }

    /// <summary>Stores the lists of a model.</summary>
    public async Task SetAsync(string model, AccessLists lists, CancellationToken cancellation)
    {
        await registry.WriteAccessAsync(model, BinaryData.FromObjectAsJson(lists, SmallBody.Format), cancellation);
        known[model] = (lists, time.GetUtcNow());
    }

    private async Task<AccessLists> ReadAsync(string model, CancellationToken cancellation)
    {
        if (await registry.TryReadAccessAsync(model, cancellation) is not { } content)
            return AccessLists.Open;
        try
        {
            return content.ToObjectFromJson<AccessLists>(SmallBody.Format) ?? AccessLists.Closed;
        }
        catch (JsonException)
        {
            LogUnreadable(model);
            return AccessLists.Closed;
        }
    }

    [LoggerMessage(501, LogLevel.Error, "The access lists of model {Model} cannot be read; it is closed to all but auditors and admins.")]
    private partial void LogUnreadable(string model);
}
