using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Access;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Tests.Access;

public sealed class CallerReaderTests
{
    [Theory]
    [InlineData(true, "True", true)]
    [InlineData(true, null, false)] // the setting is on, but the platform does not sign anybody in
    [InlineData(false, "True", false)]
    public async Task Principal_OfTheEdge_IsBelievedOnlyWhereBothSettingAndPlatformSaySo(bool setting, string? platform, bool believed)
    {
        var options = new AccessOptions { TrustsSignInAtEdge = setting, KeyRoles = "" };
        DefaultHttpContext http = new();
        http.Request.Headers[EdgePrincipal.Header] = Principal(("http://schemas.microsoft.com/identity/claims/objectidentifier", "me"), ("roles", "Auditor"), ("groups", "g"));

        Caller? caller = await ReadAsync(options, http, ("WEBSITE_AUTH_ENABLED", platform));

        Assert.Equal(believed, caller is { Kind: "edge", Id: "me", Roles: Roles.Auditor } && caller.Marks.Contains("g"));
    }

    [Theory]
    [InlineData("no base64")]
    [InlineData("e30=")] // {}
    [InlineData("bnVsbA==")] // null
    [InlineData("eyJjbGFpbXMiOlt7InR5cCI6bnVsbCwidmFsIjpudWxsfV19")] // a claim of nulls
    public void Principal_NotReadable_IsNobody(string header) => Assert.Null(EdgePrincipal.Read(header));

    [Fact]
    public async Task Key_WhereNoIdentityIsAsked_HasTheRolesOfTheSettings()
    {
        var options = new AccessOptions
        {
            KeyRoles = "reader",
            Keys = { ["batch"] = new KeyAccess { Sha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes("k"))), Roles = "explainer, reader" } },
        };
        DefaultHttpContext named = new(), other = new(), query = new();
        named.Request.Headers["x-functions-key"] = "k";
        other.Request.Headers["x-functions-key"] = "K";
        query.Request.QueryString = new QueryString("?code=k");

        Assert.Equal(Roles.Explainer | Roles.Reader, (await ReadAsync(options, named))!.Roles);
        Assert.Equal(Roles.Explainer | Roles.Reader, (await ReadAsync(options, query))!.Roles);
        Assert.Equal(Roles.Reader, (await ReadAsync(options, other))!.Roles);
    }

    [Theory]
    [InlineData("http://issuer.example", "a", "https")]
    [InlineData("https://issuer.example", "", "Audiences")]
    public void Options_ThatWouldLetOthersIn_AreRefused(string issuer, string audiences, string named)
    {
        var options = new AccessOptions { Issuer = issuer, Audiences = audiences };
        Assert.Contains(options.Validate(new(options)), problem => problem.ErrorMessage!.Contains(named, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Roles.Admin, Need.Administer, true)]
    [InlineData(Roles.Auditor, Need.Read, true)]
    [InlineData(Roles.Auditor, Need.ReadAll, true)]
    [InlineData(Roles.Auditor, Need.Explain, false)]
    [InlineData(Roles.Explainer | Roles.Reader, Need.Read, false)]
    public void AccessLists_ThatNameNobody_AdmitThoseWhoSeeAllToReadAndNobodyElse(Roles roles, Need need, bool isAdmitted) =>
        Assert.Equal(isAdmitted, AccessLists.Closed.Admit(new Caller("token", "me", roles, new HashSet<string> { "me" }), need));

    [Fact]
    public void Policy_EveryHttpFunction_IsOnItsPage() =>
        Assert.All(
            typeof(Policy).Assembly.GetTypes().Where(type => type.GetMethods().Any(method => method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute), inherit: false)))),
            type => Assert.True(Policy.Knows(type.Name), $"{type.Name} is for admins only until Policy says what it asks for."));

    private static string Principal(params (string Type, string Value)[] claims) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { auth_typ = "aad", claims = claims.Select(claim => new { typ = claim.Type, val = claim.Value }) }));

    private static Task<Caller?> ReadAsync(AccessOptions access, HttpContext http, params (string Name, string? Value)[] settings)
    {
        IOptions<AccessOptions> options = Microsoft.Extensions.Options.Options.Create(access);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))).Build();
        var tokens = new TokenReader(new SigningKeys(options, TimeProvider.System), options, TimeProvider.System);
        return new CallerReader(tokens, options, configuration).ReadAsync(http.Request, CancellationToken.None);
    }
}
