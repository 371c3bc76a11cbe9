using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Access;

/// <summary>The issuer's signing keys, found by OpenID Connect discovery and kept for a day; looked up again when a token names a key that is not among them.</summary>
public sealed class SigningKeys(IOptions<AccessOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    // A caller can name any key: it must not be able to have the issuer asked at every request.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 1 << 20 };
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Fetched? fetched;

    /// <summary>The keys, with the one that a token names if the issuer has it.</summary>
    /// <param name="keyId">The token's <c>kid</c>.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="IssuerSilentException">The issuer's keys cannot be had.</exception>
    public async Task<IList<SecurityKey>> FindAsync(string keyId, CancellationToken cancellation)
    {
        if (fetched is { } known && Serves(known, keyId))
            return known.Keys;
        await gate.WaitAsync(cancellation);
        try
        {
            if (fetched is { } meanwhile && Serves(meanwhile, keyId))
                return meanwhile.Keys;
            fetched = new Fetched(await FetchAsync(cancellation), time.GetUtcNow());
            return fetched.Keys;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        gate.Dispose();
    }

    private bool Serves(Fetched keys, string keyId)
    {
        TimeSpan age = time.GetUtcNow() - keys.At;
        return age < LeastPause || (age < Lifetime && keys.Keys.Any(key => key.KeyId == keyId));
    }

    private async Task<IList<SecurityKey>> FetchAsync(CancellationToken cancellation)
    {
        try
        {
            string issuer = options.Value.Issuer!;
            string metadata = await http.GetStringAsync(new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration"), cancellation);
            using JsonDocument document = JsonDocument.Parse(metadata);
            if (document.RootElement.GetProperty("issuer").GetString() != issuer)
                throw new IssuerSilentException("The issuer's metadata speak of another issuer.", null);
            var keysAt = new Uri(document.RootElement.GetProperty("jwks_uri").GetString()!);
            if (keysAt.Scheme != Uri.UriSchemeHttps && !keysAt.IsLoopback)
                throw new IssuerSilentException("The issuer's keys are not at an https address.", null);
            return JsonWebKeySet.Create(await http.GetStringAsync(keysAt, cancellation)).GetSigningKeys();
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or UriFormatException or ArgumentException
            || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new IssuerSilentException("The issuer's keys cannot be had.", exception);
        }
    }

    private sealed record Fetched(IList<SecurityKey> Keys, DateTimeOffset At);
}

/// <summary>Nobody can be let in, because the issuer's keys cannot be had.</summary>
public sealed class IssuerSilentException(string message, Exception? cause) : Exception(message, cause);
