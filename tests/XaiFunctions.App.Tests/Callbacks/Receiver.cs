using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using XaiFunctions.App.Callbacks;

namespace XaiFunctions.App.Tests.Callbacks;

/// <summary>A real HTTPS server that is called back. It answers with the status that its path names, the first time with 503 at <c>/second-time</c>.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    /// <summary>With what it is called, signed.</summary>
    public const string Secret = "a secret for tests only, long enough";

    private readonly WebApplication server;

    private Receiver(WebApplication server, X509Certificate2 certificate)
    {
        this.server = server;
        Certificate = certificate.ExportCertificatePem();
    }

    /// <summary>Its certificate, which nobody knows yet, as PEM.</summary>
    public string Certificate { get; }

    public ConcurrentQueue<Call> Calls { get; } = new();

    public int Port => new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<Receiver> StartAsync()
    {
        X509Certificate2 certificate = MakeCertificate();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        WebApplication server = builder.Build();
        var receiver = new Receiver(server, certificate);
        server.Run(receiver.ReceiveAsync);
        await server.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        string path = context.Request.Path.Value!;
        bool isFirst = Calls.All(call => call.Path != path);
        Calls.Enqueue(new(path, context.Request.Headers[CallbackSender.SignatureHeader].ToString(), body.ToArray(), context.Request.ContentType, context.Request.Headers["aeg-sas-key"].ToString()));
        context.Response.StatusCode = path switch
        {
            "/second-time" when isFirst => 503,
            "/gone" => 410,
            _ => 204,
        };
    }

    // As a receiver does it, by what the documentation says.
    public static void AssertSigned(string header, byte[] body)
    {
        string[] parts = header.Split(["t=", ",v1="], StringSplitOptions.RemoveEmptyEntries);
        byte[] signed = [.. Encoding.ASCII.GetBytes(parts[0] + "."), .. body];
        byte[] expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed);
        Assert.Equal(Convert.ToHexStringLower(expected), parts[1]);
        DateTimeOffset signedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
        Assert.InRange(signedAt, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    /// <summary>What was received.</summary>
    public sealed record Call(string Path, string Signature, byte[] Body, string? ContentType, string TopicKey);

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }
}
