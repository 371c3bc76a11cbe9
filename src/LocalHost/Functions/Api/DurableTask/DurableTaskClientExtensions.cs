using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using XaiFunctions.LocalHost.Functions.Durable;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The HTTP side of the durable client.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>The addresses at which an instance is managed. They carry a system key: do not hand them to callers.</summary>
    /// <param name="client">A client bound by <see cref="DurableClientAttribute"/>.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="request">Gives the scheme and host that the caller used; default: the host's own.</param>
    /// <exception cref="InvalidOperationException">The client does not come from a host.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client, string instanceId, HttpRequestData? request = null) =>
        ManagementAddresses.Of(client).Payload(instanceId, request?.Url.GetLeftPart(UriPartial.Authority));
}
