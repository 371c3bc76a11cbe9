using System.Net;
using System.Net.Http.Headers;
using Azure.Core;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Events;

/// <summary>
/// Puts events onto the Event Grid topic of the settings by its REST API (api-version 2018-01-01, CloudEvents 1.0), one a request. Event Grid takes care of who wants to know of
/// them. A caller that tries again tells the same event twice, with the same id.
/// </summary>
/// <param name="options">The topic.</param>
/// <param name="credential">The app's identity, where no key is given.</param>
/// <param name="http">Sends the requests.</param>
public sealed class EventPublisher(IOptions<EventOptions> options, TokenCredential credential, HttpClient http)
{
    private const string Version = "2018-01-01";

    private static readonly string[] Scopes = ["https://eventgrid.azure.net/.default"];

    /// <summary>Whether there is a topic.</summary>
    public bool HasTopic => options.Value.TopicEndpoint is { Length: > 0 };

    /// <summary>Publishes an event.</summary>
    /// <exception cref="InvalidOperationException">There is no topic.</exception>
    /// <exception cref="CallbackRefusedException">The topic does not take such an event; trying again cannot help.</exception>
    /// <exception cref="HttpRequestException">The topic does not answer, or not now; a role that was granted a moment ago may not hold yet.</exception>
    public async Task PublishAsync(CloudEvent happened, CancellationToken cancellation)
    {
        if (!HasTopic)
            throw new InvalidOperationException($"The setting {EventOptions.Section}__TopicEndpoint names no topic.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new UriBuilder(options.Value.TopicEndpoint!) { Query = $"api-version={Version}" }.Uri)
        {
            Content = new ByteArrayContent(happened.ToJson()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        if (options.Value.TopicKey is { Length: > 0 } key)
            request.Headers.Add("aeg-sas-key", key);
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await credential.GetTokenAsync(new TokenRequestContext(Scopes), cancellation)).Token);
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)
            throw new CallbackRefusedException($"The Event Grid topic answered {(int)response.StatusCode}.");
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"The Event Grid topic answered {(int)response.StatusCode}.");
    }
}
