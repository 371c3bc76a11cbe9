using XaiFunctions.App.Access;
using XaiFunctions.App.Options;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Access;

public sealed class SigningKeysTests
{
    [Fact]
    public async Task Find_IssuerChangesItsKeys_FollowsButAsksAtMostOnceAMinute()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        var time = new FixedTime(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        using var keys = new SigningKeys(Microsoft.Extensions.Options.Options.Create(new AccessOptions { Issuer = issuer.Address, Audiences = "a" }), time);

        Assert.Single(await keys.FindAsync("first", CancellationToken.None));
        issuer.AddKey("second");
        for (int i = 0; i < 20; i++)
            await keys.FindAsync($"unknown-{i}", CancellationToken.None);
        Assert.Equal(1, issuer.Asked);

        time.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(2, (await keys.FindAsync("second", CancellationToken.None)).Count);
        Assert.Equal(2, issuer.Asked);

        time.Now += TimeSpan.FromHours(25);
        await keys.FindAsync("second", CancellationToken.None);
        Assert.Equal(3, issuer.Asked);
    }

    [Fact]
    public async Task Find_IssuerSilentOrAnother_LetsNobodyIn()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        foreach (string address in new[] { "http://127.0.0.1:9", $"{issuer.Address}/", issuer.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) })
        {
            using var keys = new SigningKeys(Microsoft.Extensions.Options.Options.Create(new AccessOptions { Issuer = address, Audiences = "a" }), TimeProvider.System);
            await Assert.ThrowsAsync<IssuerSilentException>(() => keys.FindAsync("first", CancellationToken.None));
        }
    }
}
