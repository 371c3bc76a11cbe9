using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Callbacks;

/// <summary>
/// Calls back, signed: <c>XaiFunctions-Signature: t=SECONDS,v1=HEX</c>, where HEX is HMAC-SHA256 with the shared secret over the seconds since 1970, a dot, and
/// the body. A receiver compares it and refuses what is older than a few minutes.
/// </summary>
/// <remarks>
/// The name is looked up here and the connection made to an address that was looked at, so that no answer of a name server leads into the app's own network.
/// Redirects are not followed and the answer's body is not read.
/// </remarks>
public sealed class CallbackSender(CallbackAddress addresses, IOptions<CallbackOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "XaiFunctions-Signature";

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, options.Value.AllowsPrivateAddresses, cancellation),
    })
    { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Sends a body of JSON.</summary>
    /// <exception cref="CallbackRefusedException">The address may not be called, or the receiver does not want it; trying again cannot help.</exception>
    /// <exception cref="HttpRequestException">The receiver does not answer, or not now.</exception>
    public async Task SendAsync(string address, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        Uri url = addresses.Find(address) ?? throw new CallbackRefusedException("The settings do not allow this callback any more.");
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(SignatureHeader, Sign(options.Value.Secret!, time.GetUtcNow(), body.Span));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("XaiFunctions", null));
        using HttpResponseMessage response = await AskAsync(request, cancellation);
        if (response.IsSuccessStatusCode)
            return;
        string message = $"The receiver answered {(int)response.StatusCode}.";
        bool isFinal = (int)response.StatusCode < 500
            && response.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict or (HttpStatusCode)425);
        throw isFinal ? new CallbackRefusedException(message) : new HttpRequestException(message);
    }

    /// <summary>The value of the signature's header.</summary>
    public static string Sign(string secret, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        string seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds), (byte)'.', .. body];
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException exception) when (exception.InnerException is CallbackRefusedException refused)
        {
            throw new CallbackRefusedException(refused.Message);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint host, bool allowsPrivate, CancellationToken cancellation)
    {
        IPAddress[] all = await Dns.GetHostAddressesAsync(host.Host, cancellation);
        IPAddress[] allowed = allowsPrivate ? all : [.. all.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
            throw new CallbackRefusedException("The callback's host has no public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A callback that cannot be made; trying again cannot help.</summary>
public sealed class CallbackRefusedException(string message) : Exception(message);
