using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace XaiFunctions.LocalHost.Functions.Durable;

/// <summary>Where the instances of a client's task hub are managed over HTTP.</summary>
/// <param name="Address">The host's address; known once the host listens.</param>
/// <param name="HubName">The task hub.</param>
/// <param name="Key">The system key that opens the addresses.</param>
internal sealed record ManagementAddresses(Func<string> Address, string HubName, string Key)
{
    /// <summary>The path of the durable extension's webhook.</summary>
    public const string Path = "/runtime/webhooks/durabletask";

    // The payload is made by an extension method of the client alone, so the client must lead to its host.
    private static readonly ConditionalWeakTable<DurableTaskClient, ManagementAddresses> Known = new();

    /// <summary>The addresses of a client.</summary>
    /// <exception cref="InvalidOperationException">The client does not come from a host.</exception>
    public static ManagementAddresses Of(DurableTaskClient client) => Known.TryGetValue(client, out var addresses)
        ? addresses
        : throw new InvalidOperationException("The client was not bound by a function host, so there is no address at which its instances are managed.");

    /// <summary>Makes the addresses known for a client.</summary>
    public void Register(DurableTaskClient client) => Known.AddOrUpdate(client, this);

    /// <summary>The addresses of an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="root">The scheme and host that callers use; default: the host's own.</param>
    public HttpManagementPayload Payload(string instanceId, string? root = null)
    {
        string instance = $"{root ?? Address()}{Path}/instances/{Uri.EscapeDataString(instanceId)}";
        string query = $"?taskHub={Uri.EscapeDataString(HubName)}&connection=Storage&code={Uri.EscapeDataString(Key)}";
        return new HttpManagementPayload
        {
            Id = instanceId,
            StatusQueryGetUri = instance + query,
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}{query}",
            TerminatePostUri = $"{instance}/terminate{query}&reason={{text}}",
            SuspendPostUri = $"{instance}/suspend{query}&reason={{text}}",
            ResumePostUri = $"{instance}/resume{query}&reason={{text}}",
            PurgeHistoryDeleteUri = instance + query,
            RestartPostUri = $"{instance}/restart{query}",
        };
    }
}
