using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace XaiFunctions.App.Tests.Access;

/// <summary>An issuer of tokens as Entra is one: discovery, keys and tokens, on a port of this machine.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "api://xai-test";

    private readonly WebApplication app;
    private readonly Dictionary<string, RSA> keys = [];
    private int asked;

    private TestIssuer(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    /// <summary>How often the keys were fetched.</summary>
    public int Asked => asked;

    public static async Task<TestIssuer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var issuer = new TestIssuer(builder.Build());
        issuer.app.Run(issuer.AnswerAsync);
        issuer.AddKey("first");
        await issuer.app.StartAsync();
        return issuer;
    }

    /// <summary>The issuer signs with one more key from now on.</summary>
    public void AddKey(string id) => keys.Add(id, RSA.Create(2048));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        foreach (RSA key in keys.Values)
            key.Dispose();
    }

    /// <summary>A token, good unless told otherwise.</summary>
    public string Token(
        string[] roles, string id = "11111111-0000-0000-0000-000000000001", string[]? groups = null, string audience = Audience, string? issuer = null, string key = "first",
        TimeSpan? lifetime = null, SigningCredentials? credentials = null)
    {
        Claim[] claims = [new("oid", id), .. roles.Select(role => new Claim("roles", role)), .. (groups ?? []).Select(group => new Claim("groups", group))];
        DateTime expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromHours(1));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Address,
            Audience = audience,
            Subject = new ClaimsIdentity(claims),
            NotBefore = expires - TimeSpan.FromHours(2),
            Expires = expires,
            SigningCredentials = credentials ?? Credentials(key),
        });
    }

    public SigningCredentials Credentials(string key) => new(new RsaSecurityKey(keys[key]) { KeyId = key }, SecurityAlgorithms.RsaSha256);

    /// <summary>The public half of a key, as everybody can have it.</summary>
    public string PublicKey(string key) => keys[key].ExportSubjectPublicKeyInfoPem();

    private async Task AnswerAsync(HttpContext context)
    {
        object? answer = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => new { issuer = Address, jwks_uri = $"{Address}/keys" },
            "/keys" => new { keys = keys.Select(key => JsonWebKeyOf(key.Key, key.Value)) },
            _ => null,
        };
        if (context.Request.Path == "/keys")
            Interlocked.Increment(ref asked);
        context.Response.StatusCode = answer is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        if (answer is not null)
            await JsonSerializer.SerializeAsync(context.Response.Body, answer);
    }

    private static object JsonWebKeyOf(string id, RSA key)
    {
        RSAParameters parameters = key.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", kid = id, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
    }
}
