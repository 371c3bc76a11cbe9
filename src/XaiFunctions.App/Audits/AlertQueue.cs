using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Audits;

/// <summary>
/// Puts alerts into the queue <c>audit-alerts</c> of the host's account, by the queue service's REST API: one message an alert, JSON in base64 as Functions reads it. A crash may
/// put an alert in twice, with the same id.
/// </summary>
public sealed class AlertQueue(IConfiguration configuration, HttpClient http, TimeProvider time)
{
    /// <summary>The queue's name.</summary>
    public const string Name = "audit-alerts";

    private const string Version = "2021-12-02";
    private const string Development = "UseDevelopmentStorage=true";

    // The storage emulator's published account and key.
    private const string Emulator =
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1";

    private static readonly string[] Scopes = ["https://storage.azure.com/.default"];

    private readonly IConfigurationSection host = configuration.GetSection("AzureWebJobsStorage");

    /// <summary>Sends an alert, and makes the queue if it is missing.</summary>
    /// <param name="alert">The alert as JSON.</param>
    /// <param name="cancellation">Stops sending.</param>
    public async Task SendAsync(byte[] alert, CancellationToken cancellation)
    {
        byte[] body = Encoding.UTF8.GetBytes($"<QueueMessage><MessageText>{Convert.ToBase64String(alert)}</MessageText></QueueMessage>");
        using HttpResponseMessage sent = await CallAsync(HttpMethod.Post, "/messages", "messagettl:-1", body, cancellation);
        if (sent.StatusCode != HttpStatusCode.NotFound)
        {
            sent.EnsureSuccessStatusCode();
            return;
        }

        using HttpResponseMessage made = await CallAsync(HttpMethod.Put, "", null, [], cancellation);
        if (made.StatusCode != HttpStatusCode.Conflict)
            made.EnsureSuccessStatusCode();
        using HttpResponseMessage again = await CallAsync(HttpMethod.Post, "/messages", "messagettl:-1", body, cancellation);
        again.EnsureSuccessStatusCode();
    }

    private async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, string? query, byte[] body, CancellationToken cancellation)
    {
        Dictionary<string, string> parts = Parts();
        var address = new Uri($"{Endpoint(parts)}/{Name}{path}{(query is null ? "" : "?" + query.Replace(':', '='))}");
        using var request = new HttpRequestMessage(method, address) { Content = new ByteArrayContent(body) };
        request.Headers.Add("x-ms-date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        request.Headers.Add("x-ms-version", Version);
        if (parts.TryGetValue("AccountKey", out string? key))
            request.Headers.Authorization = new AuthenticationHeaderValue("SharedKey", $"{parts["AccountName"]}:{Sign(request, parts["AccountName"], key, query, body.Length)}");
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await StorageConnection.Credential(host).GetTokenAsync(new TokenRequestContext(Scopes), cancellation)).Token);
        return await http.SendAsync(request, cancellation);
    }

    private Dictionary<string, string> Parts() => host.Value is not { Length: > 0 } connection
        ? []
        : (connection == Development ? Emulator : connection).Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.OrdinalIgnoreCase);

    private string Endpoint(Dictionary<string, string> parts) => (parts.TryGetValue("QueueEndpoint", out string? endpoint) ? endpoint
        : parts.TryGetValue("AccountName", out string? account) ? $"https://{account}.queue.{parts.GetValueOrDefault("EndpointSuffix", "core.windows.net")}"
        : StorageConnection.ServiceUri(host, "queue").AbsoluteUri).TrimEnd('/');

    // "Authorize with Shared Key" of the storage services' REST reference; of the standard headers only the length is used here.
    private static string Sign(HttpRequestMessage request, string account, string key, string? query, int length)
    {
        string text = $"{request.Method.Method}\n\n\n{(length == 0 ? "" : length.ToString(CultureInfo.InvariantCulture))}\n\n\n\n\n\n\n\n\n"
            + $"x-ms-date:{request.Headers.GetValues("x-ms-date").Single()}\nx-ms-version:{Version}\n/{account}{request.RequestUri!.AbsolutePath}{(query is null ? "" : "\n" + query)}";
        return Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(text)));
    }
}
