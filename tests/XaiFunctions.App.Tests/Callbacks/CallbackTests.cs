using System.Net;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Options;

namespace XaiFunctions.App.Tests.Callbacks;

public sealed class CallbackTests
{
    [Theory]
    [InlineData("https://hooks.example.com/a?b=c", true)]
    [InlineData("https://HOOKS.example.com", true)]
    [InlineData("https://hooks.example.com:443/", true)]
    [InlineData("https://other.example.com:8443/x", true)]
    [InlineData("http://hooks.example.com/", false)]
    [InlineData("https://hooks.example.com:8443/", false)]
    [InlineData("https://other.example.com/", false)]
    [InlineData("https://hooks.example.com.evil.test/", false)]
    [InlineData("https://evil.test/hooks.example.com", false)]
    [InlineData("https://hooks.example.com@evil.test/", false)]
    [InlineData("https://user:pass@hooks.example.com/", false)]
    [InlineData("https://hooks.example.com/#x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("hooks.example.com", false)]
    [InlineData("", false)]
    public void Find_Address_IsOnlyWhatTheSettingsAllow(string address, bool allowed) =>
        Assert.Equal(allowed, new CallbackAddress(Options("hooks.example.com, other.example.com:8443")).Find(address) is not null);

    [Fact]
    public void Find_NoHosts_AllowsNothing() => Assert.Null(new CallbackAddress(Options("")).Find("https://hooks.example.com/"));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:0:1::", false)]
    public void PublicAddress_SpecialPurpose_IsNone(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task Send_HostAtAPrivateAddress_IsRefusedBeforeAnyConnection()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        IOptions<CallbackOptions> options = Options($"localhost:{receiver.Port}");
        using var sender = new CallbackSender(new CallbackAddress(options), options, TimeProvider.System);

        await Assert.ThrowsAsync<CallbackRefusedException>(() => sender.SendAsync($"https://localhost:{receiver.Port}/", "{}"u8.ToArray(), CancellationToken.None));
        Assert.Empty(receiver.Calls);
    }

    [Fact]
    public void Validate_HostsWithoutASecret_IsRefused() =>
        Assert.NotEmpty(new CallbackOptions { Hosts = "a.example.com", Secret = "short" }.Validate(new(this)));

    [Fact]
    public void Validate_SecretThatTheVaultDidNotGive_IsRefused() => Assert.NotEmpty(
        new CallbackOptions { Hosts = "a.example.com", Secret = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/callback-signing)" }.Validate(new(this)));

    private static IOptions<CallbackOptions> Options(string hosts) => Microsoft.Extensions.Options.Options.Create(new CallbackOptions { Hosts = hosts, Secret = Receiver.Secret });
}
