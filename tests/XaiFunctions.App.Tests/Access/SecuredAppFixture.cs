using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Access;

/// <summary>An app that asks for tokens of a test issuer, with the models <c>open</c> and <c>closed</c>.</summary>
public sealed class SecuredAppFixture : IAsyncLifetime
{
    public const string Group = "group-of-closed";
    public const string BatchKey = "a-key-that-the-settings-name";

    private readonly TestFolder folder = new();
    private AzuriteProcess? azurite;
    private AppHost? app;
    private TestIssuer? issuer;

    internal AppHost App => app!;

    internal TestIssuer Issuer => issuer!;

    public async Task InitializeAsync()
    {
        issuer = await TestIssuer.StartAsync();
        azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));
        app = await AppHost.StartAsync(
            azurite.ConnectionString,
            folder.Sub("state"),
            ("LOCALHOST_FUNCTION_KEY", BatchKey),
            ("Access__Issuer", issuer.Address),
            ("Access__Audiences", TestIssuer.Audience),
            ("Access__Keys__batch__Sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(BatchKey)))),
            ("Access__Keys__batch__Roles", "explainer"),
            ("Models__Preload", "open"));
        app.Http.DefaultRequestHeaders.Remove("x-functions-key");
        foreach (string model in new[] { "open", "closed" })
        {
            using var form = new MultipartFormDataContent
            {
                { new ByteArrayContent(TinyModel.Model), "model", "model.onnx" },
                { new ByteArrayContent(TinyModel.Background), "background", "background.csv" },
            };
            using HttpResponseMessage registered = await SendAsync(HttpMethod.Put, $"api/models/{model}/versions/1", issuer.Token(["admin"]), form);
            registered.EnsureSuccessStatusCode();
        }

        using HttpResponseMessage set = await SendAsync(
            HttpMethod.Put, "api/models/closed/access", issuer.Token(["Admin"]), Json($$"""{ "read": ["{{Group}}"] }"""));
        set.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        await app!.DisposeAsync();
        await azurite!.DisposeAsync();
        await issuer!.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Sends a request with the host's master key, so that the host itself lets everything pass, and with a token.</summary>
    internal Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, string? token, HttpContent? content = null, string key = AppHost.Key + "-master", (string Name, string Value)? header = null)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Add("x-functions-key", key);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (header is { } more)
            request.Headers.Add(more.Name, more.Value);
        return App.Http.SendAsync(request);
    }

    internal static StringContent Json(string text) => new(text, MediaTypeHeaderValue.Parse("application/json"));
}
