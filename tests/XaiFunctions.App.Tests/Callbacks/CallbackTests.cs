using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using XaiFunctions.App.Callbacks;
using XaiFunctions.App.Options;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Callbacks;

[Collection(StorageFixture.Collection)]
public sealed class CallbackTests(StorageFixture storage)
{
    internal const string Secret = "a secret for tests only, long enough";

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

    [Fact]
    public async Task Job_WithCallback_TellsItsEndSignedAndNotesTheOutcome()
    {
        using var folder = new TestFolder();
        await using Receiver receiver = await Receiver.StartAsync();
        await File.WriteAllTextAsync(folder.Sub("receiver.pem"), receiver.Certificate);
        await using AppHost app = await AppHost.StartAsync(
            storage.ConnectionString, folder.Sub("state"),
            ("Events__TopicEndpoint", $"https://localhost:{receiver.Port}/topic"), ("Events__TopicKey", "a topic's key for tests only"),
            ("Callbacks__Hosts", $"localhost:{receiver.Port}"), ("Callbacks__Secret", Secret), ("Callbacks__AllowsPrivateAddresses", "true"), ("SSL_CERT_FILE", folder.Sub("receiver.pem")));
        (await app.RegisterAsync("called", "1")).Dispose();

        string[] jobs =
        [
            await app.DropAsync("called/rows.csv", Samples.GoodRows(1), ("maxEvaluations", "20"), ("callback", $"https://localhost:{receiver.Port}/second-time")),
            await StartAsync(app, receiver, "gone"),
            await app.DropAsync("called/evil.csv", Samples.GoodRows(1), ("maxEvaluations", "1"), ("callback", "https://evil.test/")),
        ];
        JsonObject told = await app.WaitUntilAsync(jobs[0], status => status["callback"]?.GetValue<string>() == "delivered");
        await app.WaitUntilAsync(jobs[1], status => status["callback"]?.GetValue<string>() == "failed");

        Assert.Equal("completed", told["status"]!.GetValue<string>());
        Receiver.Call[] calls = [.. receiver.Calls.Where(call => call.Path != "/topic")];
        Assert.Equal(2, calls.Count(call => call.Path == "/second-time"));
        Assert.Equal(1, calls.Count(call => call.Path == "/gone"));
        foreach (Receiver.Call call in calls)
            AssertSigned(call.Signature, call.Body);
        JsonNode delivered = JsonNode.Parse(calls.Last(call => call.Path == "/second-time").Body)!;
        Assert.Equal(jobs[0], delivered["job"]!.GetValue<string>());
        Assert.Equal("completed", delivered["status"]!.GetValue<string>());

        using HttpResponseMessage elsewhere = await app.ExplainAsync("called", Body("https://evil.test/"));
        Assert.Contains("Callbacks__Hosts", (await Problems.AssertAsync(elsewhere, HttpStatusCode.BadRequest))["detail"]!.GetValue<string>());
        JsonObject refused = await app.WaitUntilEndedAsync(jobs[2]);
        Assert.Equal("failed", refused["status"]!.GetValue<string>());
        Assert.Contains("Callbacks__Hosts", refused["problem"]!.GetValue<string>());
        Assert.Contains("maxEvaluations", refused["problem"]!.GetValue<string>());
        foreach ((string job, string state) in jobs.Zip((string[])["completed", "completed", "failed"]))
            AssertTold(job, state, await EventAsync(receiver, job));
        Assert.DoesNotContain(app.Output, line => line.Contains(Secret, StringComparison.Ordinal) || line.Contains("second-time", StringComparison.Ordinal));
    }

    private static async Task<string> StartAsync(AppHost app, Receiver receiver, string path)
    {
        using HttpResponseMessage response = await app.ExplainAsync("called", Body($"https://localhost:{receiver.Port}/{path}"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await AppHost.JsonAsync(response))["job"]!.GetValue<string>();
    }

    private static async Task<JsonNode> EventAsync(Receiver receiver, string job)
    {
        for (int i = 0; i < 600; i++)
        {
            JsonNode[] events = [.. receiver.Calls.Where(call => call.Path == "/topic").Select(call => JsonNode.Parse(call.Body)!)];
            if (events.FirstOrDefault(told => told["id"]!.GetValue<string>() == job) is { } told)
                return told;
            await Task.Delay(100);
        }

        throw new TimeoutException($"The topic is not told of job {job}.");
    }

    private static void AssertTold(string job, string state, JsonNode told)
    {
        Assert.Equal(
            ("XaiFunctions.JobEnded", "/api/models/called", $"explanations/{job}"),
            (told["type"]!.GetValue<string>(), told["source"]!.GetValue<string>(), told["subject"]!.GetValue<string>()));
        Assert.Equal((job, state), (told["data"]!["job"]!.GetValue<string>(), told["data"]!["status"]!.GetValue<string>()));
        Assert.Equal(told["time"]!.GetValue<DateTimeOffset>(), told["data"]!["finishedAt"]!.GetValue<DateTimeOffset>());
    }

    private static string Body(string url)
    {
        JsonObject body = JsonNode.Parse(Samples.Body(1, new { maxEvaluations = 20 }))!.AsObject();
        body["callback"] = new JsonObject { ["url"] = url };
        return body.ToJsonString();
    }

    // As a receiver does it, by what the documentation says.
    internal static void AssertSigned(string header, byte[] body)
    {
        string[] parts = header.Split(["t=", ",v1="], StringSplitOptions.RemoveEmptyEntries);
        byte[] signed = [.. Encoding.ASCII.GetBytes(parts[0] + "."), .. body];
        byte[] expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed);
        Assert.Equal(Convert.ToHexStringLower(expected), parts[1]);
        DateTimeOffset signedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
        Assert.InRange(signedAt, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    private static IOptions<CallbackOptions> Options(string hosts) => Microsoft.Extensions.Options.Options.Create(new CallbackOptions { Hosts = hosts, Secret = Secret });
}
