using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Azure.Core;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.Tests.AuditLog;

public sealed class TreeHeadSignerTests
{
    private static readonly TreeHead Head = new(5, MerkleTree.LeafHash([7]), new DateTimeOffset(2026, 11, 20, 18, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task KeyFile_SeveralSignersBeginTogether_UseOneKeyThatOnlyItsOwnerReads()
    {
        using var folder = new TestFolder();
        string file = Path.Combine(folder.Sub("state"), "keys", "key.pem");
        SignedTreeHead[] signed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            using var signer = new KeyFileSigner(file);
            return await signer.SignAsync(Head, CancellationToken.None);
        })));

        Assert.All(signed, head => Assert.True(head.IsSigned()));
        Assert.Single(signed.Select(head => head.KeyId).Distinct());
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task KeyVault_KeyWithoutVersion_SignsWithTheNewestThroughTheRestApi()
    {
        using var vault = new Vault();
        using var http = new HttpClient(vault);
        var signer = new KeyVaultSigner(new Uri("https://v.vault.azure.net/keys/audit"), new FixedCredential(), http, TimeProvider.System);

        SignedTreeHead first = await signer.SignAsync(Head, CancellationToken.None);
        SignedTreeHead second = await signer.SignAsync(Head, CancellationToken.None);

        Assert.True(first.IsSigned());
        Assert.True(second.IsSigned());
        Assert.Equal("https://v.vault.azure.net/keys/audit/v2", first.KeyId);
        Assert.Equal(
            [
                "GET https://v.vault.azure.net/keys/audit?api-version=7.4",
                "POST https://v.vault.azure.net/keys/audit/v2/sign?api-version=7.4",
                "POST https://v.vault.azure.net/keys/audit/v2/sign?api-version=7.4",
            ],
            vault.Requests);
    }

    /// <summary>What a vault answers: https://learn.microsoft.com/rest/api/keyvault/keys/sign/sign.</summary>
    private sealed class Vault : HttpMessageHandler
    {
        private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public List<string> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("Bearer token for https://vault.azure.net/.default", request.Headers.Authorization!.ToString());
            Requests.Add($"{request.Method} {request.RequestUri}");
            const string Id = "https://v.vault.azure.net/keys/audit/v2";
            if (request.Method == HttpMethod.Get)
            {
                ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
                return Answer(new JsonObject
                {
                    ["key"] = new JsonObject { ["kid"] = Id, ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) },
                    ["attributes"] = new JsonObject { ["enabled"] = true },
                });
            }

            JsonNode body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            Assert.Equal("ES256", body["alg"]!.GetValue<string>());
            byte[] digest = Base64Url.DecodeFromChars(body["value"]!.GetValue<string>());
            return Answer(new JsonObject { ["kid"] = Id, ["value"] = Base64Url.EncodeToString(key.SignHash(digest)) });
        }

        protected override void Dispose(bool disposing)
        {
            key.Dispose();
            base.Dispose(disposing);
        }

        private static HttpResponseMessage Answer(JsonObject json) => new(HttpStatusCode.OK) { Content = JsonContent.Create(json) };
    }

    private sealed class FixedCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new($"token for {requestContext.Scopes.Single()}", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
