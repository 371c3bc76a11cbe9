using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Azure.Core;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>Signs the heads of the audit log.</summary>
public interface ITreeHeadSigner
{
    /// <summary>Signs a head.</summary>
    Task<SignedTreeHead> SignAsync(TreeHead head, CancellationToken cancellation);
}

/// <summary>Signs with a key in a file, for machines without a Key Vault. The file is made when it is first needed; only its owner may read it.</summary>
/// <param name="file">A PKCS #8 key in PEM.</param>
public sealed class KeyFileSigner(string file) : ITreeHeadSigner, IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private ECDsa? key;

    /// <inheritdoc/>
    public async Task<SignedTreeHead> SignAsync(TreeHead head, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            key ??= await OpenAsync(cancellation);
            byte[] publicKey = key.ExportSubjectPublicKeyInfo();
            string keyId = $"file:{Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16]}";
            byte[] signature = key.SignData(SignedTreeHead.BytesToSign(head, keyId, publicKey), HashAlgorithmName.SHA256);
            return new(head, keyId, publicKey, signature);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        key?.Dispose();
        oneAtATime.Dispose();
    }

    private async Task<ECDsa> OpenAsync(CancellationToken cancellation)
    {
        if (!File.Exists(file))
            await MakeAsync(cancellation);
        var opened = ECDsa.Create();
        opened.ImportFromPem(await File.ReadAllTextAsync(file, cancellation));
        return opened;
    }

    /// <summary>Makes the file whole or not at all: of two processes that start together, one makes it and both use it.</summary>
    private async Task MakeAsync(CancellationToken cancellation)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Directory.CreateDirectory(folder);
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string draft = Path.Combine(folder, Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(draft, options))
            await writer.WriteAsync(made.ExportPkcs8PrivateKeyPem().AsMemory(), cancellation);
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft); // another process was faster
        }
    }
}

/// <summary>
/// Signs with a key that never leaves its Key Vault, through the vault's REST API: version 7.4, <c>GET {key}</c> for the public key and
/// <c>POST {key}/sign</c>. The SDK's cryptography client would do the same with one more package.
/// </summary>
/// <param name="keyUri">The key's address; without a version the newest signs.</param>
/// <param name="credential">The app's identity.</param>
/// <param name="http">Sends the requests.</param>
/// <param name="time">Tells when to look for a newer version.</param>
public sealed class KeyVaultSigner(Uri keyUri, TokenCredential credential, HttpClient http, TimeProvider time) : ITreeHeadSigner
{
    private const string Version = "?api-version=7.4";
    private static readonly string[] Scopes = ["https://vault.azure.net/.default"];
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    private (VaultKey Key, DateTimeOffset ReadAt)? known;

    /// <inheritdoc/>
    public async Task<SignedTreeHead> SignAsync(TreeHead head, CancellationToken cancellation)
    {
        VaultKey key = await KeyAsync(cancellation);
        byte[] publicKey = key.ToSubjectPublicKeyInfo();
        byte[] digest = SHA256.HashData(SignedTreeHead.BytesToSign(head, key.Id, publicKey));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{key.Id}/sign{Version}")
        {
            Content = JsonContent.Create(new { alg = "ES256", value = Base64Url.EncodeToString(digest) }),
        };
        SignAnswer signed = await SendAsync<SignAnswer>(request, cancellation);
        return new(head, key.Id, publicKey, Base64Url.DecodeFromChars(signed.Value));
    }

    private async Task<VaultKey> KeyAsync(CancellationToken cancellation)
    {
        if (known is { } fresh && time.GetUtcNow() - fresh.ReadAt < LookAgain)
            return fresh.Key;
        using var request = new HttpRequestMessage(HttpMethod.Get, keyUri.AbsoluteUri.TrimEnd('/') + Version);
        VaultKey key = (await SendAsync<KeyAnswer>(request, cancellation)).Key;
        known = (key, time.GetUtcNow());
        return key;
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellation)
    {
        AccessToken token = await credential.GetTokenAsync(new TokenRequestContext(Scopes), cancellation);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        using HttpResponseMessage response = await http.SendAsync(request, cancellation);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(cancellation) ?? throw new HttpRequestException("The vault answered nothing.");
    }

    private sealed record KeyAnswer(VaultKey Key);

    private sealed record SignAnswer(string Value);

    /// <summary>The public half of a P-256 key as a JSON Web Key.</summary>
    private sealed record VaultKey([property: JsonPropertyName("kid")] string Id, string X, string Y)
    {
        public byte[] ToSubjectPublicKeyInfo()
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
            });
            return key.ExportSubjectPublicKeyInfo();
        }
    }
}
