using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using System.Xml.Linq;
using Azure.Core;

namespace XaiFunctions.LocalHost.Functions.Storage;

/// <summary>
/// Puts messages into a storage queue by the service's REST calls: the only thing that the host does with queues does not make
/// up for another SDK.
/// </summary>
internal sealed class StorageQueue(StorageAccount account, string name, HttpClient http, TimeProvider time)
{
    private const string Version = "2021-12-02";

    /// <summary>Puts a message in, encoded as Functions reads it and never to expire, and makes the queue if it is missing.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached or refuses.</exception>
    public async Task SendAsync(string text, CancellationToken cancellation)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        byte[] body = Encoding.UTF8.GetBytes(new XElement("QueueMessage", new XElement("MessageText", encoded)).ToString(SaveOptions.DisableFormatting));
        string messages = $"{name}/messages?messagettl=-1";
        using var sent = await CallAsync(HttpMethod.Post, messages, body, cancellation);
        if (sent.StatusCode != HttpStatusCode.NotFound)
        {
            sent.EnsureSuccessStatusCode();
            return;
        }

        using var created = await CallAsync(HttpMethod.Put, name, [], cancellation);
        if (created.StatusCode != HttpStatusCode.Conflict)
            created.EnsureSuccessStatusCode();
        using var again = await CallAsync(HttpMethod.Post, messages, body, cancellation);
        again.EnsureSuccessStatusCode();
    }

    private async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, byte[] body, CancellationToken cancellation)
    {
        string address = $"{account.Queues.AbsoluteUri.TrimEnd('/')}/{path}";
        if (account.Signature is not null)
            address += (address.Contains('?') ? "&" : "?") + account.Signature;

        using var request = new HttpRequestMessage(method, address) { Content = new ByteArrayContent(body) };
        request.Headers.Add("x-ms-date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        request.Headers.Add("x-ms-version", Version);
        if (account.Key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("SharedKey", $"{account.Name}:{Sign(request, body.Length)}");
        else if (account.Credential is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellation));
        return await http.SendAsync(request, cancellation);
    }

    private async Task<string> TokenAsync(CancellationToken cancellation) =>
        (await account.Credential!.GetTokenAsync(new TokenRequestContext(["https://storage.azure.com/.default"]), cancellation)).Token;

    // "Authorize with Shared Key" of the storage services' REST reference: method, eleven standard headers of which only the length
    // is used here, the x-ms- headers, and the resource with its sorted query.
    private string Sign(HttpRequestMessage request, int length)
    {
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var text = new StringBuilder()
            .Append(request.Method.Method).Append("\n\n\n")
            .Append(length == 0 ? "" : length.ToString(CultureInfo.InvariantCulture)).Append("\n\n\n\n\n\n\n\n\n")
            .Append("x-ms-date:").Append(request.Headers.GetValues("x-ms-date").Single()).Append('\n')
            .Append("x-ms-version:").Append(Version).Append('\n')
            .Append('/').Append(account.Name).Append(request.RequestUri.AbsolutePath);
        foreach (string? key in query.AllKeys.Order(StringComparer.Ordinal))
            text.Append('\n').Append(key).Append(':').Append(query[key]);
        return Convert.ToBase64String(HMACSHA256.HashData(account.Key!, Encoding.UTF8.GetBytes(text.ToString())));
    }
}
