using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Access;

/// <summary>Who may do what, over HTTP, with tokens of an issuer.</summary>
public sealed class AccessTests(SecuredAppFixture fixture) : IClassFixture<SecuredAppFixture>
{
    private const string Instance = """{ "instances": [ { "age": 30, "income": 0.5, "city": "Oslo", "visits": 1, "score": 1, "level": 1, "member": 1 } ] }""";

    private readonly TestIssuer issuer = fixture.Issuer;

    [Theory]
    [InlineData("", "GET", "api/models", HttpStatusCode.Forbidden)]
    [InlineData("stranger", "GET", "api/models", HttpStatusCode.Forbidden)]
    [InlineData("reader", "GET", "api/models", HttpStatusCode.OK)]
    [InlineData("Auditor", "GET", "api/models", HttpStatusCode.OK)]
    [InlineData("reader", "GET", "api/explanations", HttpStatusCode.Forbidden)]
    [InlineData("reader", "GET", "api/explanations?model=open", HttpStatusCode.OK)]
    [InlineData("reader", "GET", "api/explanations?model=closed", HttpStatusCode.NotFound)]
    [InlineData("auditor", "GET", "api/explanations", HttpStatusCode.OK)]
    [InlineData("auditor", "GET", "api/explanations?model=closed", HttpStatusCode.OK)]
    [InlineData("reader", "POST", "api/models/open/explanations", HttpStatusCode.Forbidden)]
    [InlineData("auditor", "POST", "api/models/open/explanations", HttpStatusCode.Forbidden)]
    [InlineData("explainer", "POST", "api/models/closed/explanations", HttpStatusCode.NotFound)]
    [InlineData("explainer", "PUT", "api/models/new/versions/1", HttpStatusCode.Forbidden)]
    [InlineData("auditor", "PUT", "api/models/new/access", HttpStatusCode.Forbidden)]
    [InlineData("admin", "GET", "api/models/closed/access", HttpStatusCode.OK)]
    public async Task Request_ByRole_IsLetInOrRefused(string role, string method, string address, HttpStatusCode status)
    {
        using HttpResponseMessage response = await fixture.SendAsync(
            HttpMethod.Parse(method), address, issuer.Token([role]), method == "GET" ? null : SecuredAppFixture.Json(Instance));

        if (status == HttpStatusCode.OK)
            Assert.Equal(status, response.StatusCode);
        else
            await Problems.AssertAsync(response, status);
    }

    [Fact]
    public async Task Token_ThatIsNotGood_IsNotTaken()
    {
        using RSA other = RSA.Create(2048);
        string good = issuer.Token(["admin"]);
        string[] parts = good.Split('.');
        string none = $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";
        var shared = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(issuer.PublicKey("first"))) { KeyId = "first" }, SecurityAlgorithms.HmacSha256);
        Dictionary<string, string?> tokens = new()
        {
            ["none at all"] = null,
            ["another audience"] = issuer.Token(["admin"], audience: "api://another"),
            ["another issuer"] = issuer.Token(["admin"], issuer: "https://issuer.example"),
            ["expired"] = issuer.Token(["admin"], lifetime: TimeSpan.FromMinutes(-5)),
            ["not yet in force"] = issuer.Token(["admin"], lifetime: TimeSpan.FromHours(3)),
            ["another's signature"] = issuer.Token(["admin"], credentials: new(new RsaSecurityKey(other) { KeyId = "first" }, SecurityAlgorithms.RsaSha256)),
            ["an unknown key"] = issuer.Token(["admin"], credentials: new(new RsaSecurityKey(other) { KeyId = "unknown" }, SecurityAlgorithms.RsaSha256)),
            ["signed with the public key as a secret"] = issuer.Token(["admin"], credentials: shared),
            ["no signature"] = none,
            ["changed roles"] = $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("admin", "owner", StringComparison.Ordinal))}.{parts[2]}",
            ["no token"] = "a.b.c",
            ["far too long"] = new string('a', 20_000),
        };

        foreach ((string what, string? token) in tokens)
        {
            using HttpResponseMessage response = await fixture.SendAsync(HttpMethod.Get, "api/models", token);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {response.StatusCode}");
            await Problems.AssertAsync(response, HttpStatusCode.Unauthorized);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        using HttpResponseMessage taken = await fixture.SendAsync(HttpMethod.Get, "api/models", good);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Principal_ForgedHeader_IsNotBelieved()
    {
        string principal = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(
            new { auth_typ = "aad", claims = new[] { new { typ = "oid", val = "me" }, new { typ = "roles", val = "admin" } } }));

        using HttpResponseMessage alone = await fixture.SendAsync(HttpMethod.Get, "api/models", null, header: ("X-MS-CLIENT-PRINCIPAL", principal));
        await Problems.AssertAsync(alone, HttpStatusCode.Unauthorized);
        using HttpResponseMessage beside = await fixture.SendAsync(
            HttpMethod.Get, "api/models/open/access", issuer.Token(["reader"]), header: ("X-MS-CLIENT-PRINCIPAL", principal));
        await Problems.AssertAsync(beside, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task HomePage_OfACaller_ShowsTheModelsThatAreOpenToIt()
    {
        string outsider = issuer.Token(["reader"], groups: ["another"]);
        foreach ((string token, bool seesAll) in new[] { (outsider, false), (issuer.Token(["auditor"]), true) })
        {
            using HttpResponseMessage page = await fixture.SendAsync(HttpMethod.Get, "api/", token);
            string text = await page.Content.ReadAsStringAsync();
            Assert.Contains("<td>open</td>", text, StringComparison.Ordinal);
            Assert.Equal(seesAll, text.Contains("<td>closed</td>", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Model_ClosedToACaller_LooksAsIfItWereNotThere()
    {
        string member = issuer.Token(["explainer"], groups: [SecuredAppFixture.Group]);
        string outsider = issuer.Token(["explainer", "reader"], groups: ["another"]);
        using HttpResponseMessage explained = await fixture.SendAsync(HttpMethod.Post, "api/models/closed/explanations", member, SecuredAppFixture.Json(Body));
        Assert.Equal(HttpStatusCode.OK, explained.StatusCode);
        string job = (await AppHost.JsonAsync(explained))["job"]!["id"]!.GetValue<string>();

        foreach (string address in new[] { $"api/explanations/{job}", $"api/explanations/{job}/files/document.json" })
        {
            using HttpResponseMessage seen = await fixture.SendAsync(HttpMethod.Get, address, member);
            Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
            using HttpResponseMessage hidden = await fixture.SendAsync(HttpMethod.Get, address, outsider);
            using HttpResponseMessage missing = await fixture.SendAsync(HttpMethod.Get, address.Replace(job, new string('0', 32), StringComparison.Ordinal), outsider);
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
            Assert.Equal(await missing.Content.ReadAsStringAsync(), await hidden.Content.ReadAsStringAsync());
        }

        using HttpResponseMessage deleted = await fixture.SendAsync(HttpMethod.Delete, $"api/explanations/{job}", outsider);
        await Problems.AssertAsync(deleted, HttpStatusCode.NotFound);
        using HttpResponseMessage kept = await fixture.SendAsync(HttpMethod.Delete, $"api/explanations/{job}", member);
        await Problems.AssertAsync(kept, HttpStatusCode.Forbidden); // documents are an admin's to delete

        Assert.DoesNotContain("closed", await ModelsAsync(outsider));
        Assert.Contains("closed", await ModelsAsync(member));
        Assert.Contains("closed", await ModelsAsync(issuer.Token(["auditor"])));
    }

    [Fact]
    public async Task Key_ThatTheSettingsName_HasItsRolesWithoutAToken()
    {
        using HttpResponseMessage explained = await fixture.SendAsync(
            HttpMethod.Post, "api/models/open/explanations", null, SecuredAppFixture.Json(Body), key: SecuredAppFixture.BatchKey);
        Assert.Equal(HttpStatusCode.OK, explained.StatusCode);
        using HttpResponseMessage refused = await fixture.SendAsync(HttpMethod.Get, "api/models/open/access", null, key: SecuredAppFixture.BatchKey);
        await Problems.AssertAsync(refused, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Denial_Logged_NamesFunctionAndReasonAndNothingOfTheRequest()
    {
        const string marked = "marked-7f3a";
        using HttpResponseMessage refused = await fixture.SendAsync(
            HttpMethod.Put, $"api/models/{marked}/versions/{marked}?{marked}={marked}", issuer.Token(["reader", marked], id: marked, groups: [marked]));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        for (int i = 0; i < 300 && !fixture.App.Output.Any(line => line.Contains("A request of RegisterModel was denied (role).", StringComparison.Ordinal)); i++)
            await Task.Delay(100);
        Assert.Contains(fixture.App.Output, line => line.Contains("A request of RegisterModel was denied (role).", StringComparison.Ordinal));
        Assert.DoesNotContain(fixture.App.Output, line => line.Contains(marked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_NobodySignedIn_Answers()
    {
        using HttpResponseMessage response = await fixture.SendAsync(HttpMethod.Get, "api/health", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""{ "read": "everybody" }""")]
    [InlineData("""{ "reed": [] }""")]
    [InlineData("[]")]
    public async Task AccessLists_Mistaken_AreRefusedAndChangeNothing(string lists)
    {
        using HttpResponseMessage response = await fixture.SendAsync(HttpMethod.Put, "api/models/closed/access", issuer.Token(["admin"]), SecuredAppFixture.Json(lists));
        await Problems.AssertAsync(response, HttpStatusCode.BadRequest);
        using HttpResponseMessage kept = await fixture.SendAsync(HttpMethod.Get, "api/models/closed/access", issuer.Token(["admin"]));
        Assert.Equal(SecuredAppFixture.Group, (await AppHost.JsonAsync(kept))["read"]![0]!.GetValue<string>());
    }

    /// <summary>One row of the tiny model.</summary>
    private static string Body
    {
        get
        {
            string[] names = TinyModel.Header.Split(','), cells = TinyModel.Row(1).Split(',');
            var row = new JsonObject(names.Zip(cells, (name, cell) => KeyValuePair.Create(
                name, (JsonNode?)(double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out double number) ? JsonValue.Create(number) : JsonValue.Create(cell)))));
            return new JsonObject { ["instances"] = new JsonArray(row) }.ToJsonString();
        }
    }

    private async Task<string> ModelsAsync(string token)
    {
        using HttpResponseMessage response = await fixture.SendAsync(HttpMethod.Get, "api/models", token);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
