using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LocalHost.Tests.Functions.Support;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests.Functions;

public sealed class DurableFunctionsTests : IDisposable
{
    private readonly TestFolder folder = new("""
        { "version": "2.0", "functionTimeout": "00:00:01", "extensions": { "durableTask": { "hubName": "%HUB%", "maxConcurrentActivityFunctions": 2 } } }
        """);

    private readonly Recorder recorder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Orchestration_StartedByClient_RunsActivitiesWithInputAndContext()
    {
        await using var host = await StartAsync();
        var payload = await StartOrderAsync(host, "box", 3);
        var status = await CompletedAsync(host, payload);
        Assert.Equal("box0,box1,box2", status.GetProperty("output").GetString());
        Assert.Equal("""{"step":"packing","function":"OrderAsync"}""", status.GetProperty("customStatus").GetRawText());
        Assert.Equal("""{"Name":"box","Count":3}""", status.GetProperty("input").GetRawText());
        Assert.Equal(("OrderAsync", "Completed"), (status.GetProperty("name").GetString(), status.GetProperty("runtimeStatus").GetString()));
        Assert.Equal(3, recorder.Count("packed True PackAsync"));
        Assert.True(File.Exists(Path.Combine(folder.State, "taskhub-TestHub.db")));
    }

    [Fact]
    public async Task Orchestration_WhoseActivityFails_FailsAndSaysWhy()
    {
        await using var host = await StartAsync();
        var payload = await StartOrderAsync(host, "broken", 1);
        var status = await CompletedAsync(host, payload);
        Assert.Equal("Failed", status.GetProperty("runtimeStatus").GetString());
        Assert.Contains("out of paper", status.GetProperty("output").GetString());
        using var loud = await host.Client.GetAsync(payload.GetProperty("statusQueryGetUri").GetString() + "&returnInternalServerErrorOnFailure=true");
        Assert.Equal(HttpStatusCode.InternalServerError, loud.StatusCode);
    }

    [Fact]
    public async Task Activity_BeyondTheFunctionTimeout_IsCancelledAndFails()
    {
        await using var host = await StartAsync();
        using var started = await host.Client.PostAsync("/api/slow", null);
        string id = (await started.Content.ReadAsStringAsync()).Trim('"');
        string uri = $"/runtime/webhooks/durabletask/instances/{id}?code={host.SystemKey("durabletask_extension")}";
        await Eventually.TrueAsync(async () => (await host.Client.GetAsync(uri)).StatusCode == HttpStatusCode.OK, () => "the end");
        var status = await host.Client.GetFromJsonAsync<JsonElement>(uri);
        Assert.Contains("exceeded the timeout of 00:00:01", status.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Stop_InTheMiddleOfAnActivity_LeavesItToTheNextStart()
    {
        await using (var host = await StartAsync(("AzureFunctionsJobHost:functionTimeout", "01:00:00")))
        {
            using var started = await host.Client.PostAsync("/api/slow", null);
            await recorder.UntilAsync("lasting");
        }

        await using var again = await StartAsync(("AzureFunctionsJobHost:functionTimeout", "01:00:00"));
        await recorder.UntilAsync("lasting", 2);
    }

    [Fact]
    public async Task Management_OfRunningInstance_AnswersAsTheExtensionDoes()
    {
        await using var host = await StartAsync();
        var payload = await StartOrderAsync(host, "wait", 1);
        string Uri(string name) => payload.GetProperty(name).GetString()!;
        using var pending = await host.Client.GetAsync(Uri("statusQueryGetUri") + "&showInput=false");
        Assert.Equal(HttpStatusCode.Accepted, pending.StatusCode);
        Assert.Equal(Uri("statusQueryGetUri"), pending.Headers.Location!.ToString());
        Assert.Equal(10, pending.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal(JsonValueKind.Null, (await pending.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("input").ValueKind);

        await UntilStatusAsync(host, payload, "Running");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, Uri("suspendPostUri")));
        await UntilStatusAsync(host, payload, "Suspended");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, Uri("resumePostUri")));
        await UntilStatusAsync(host, payload, "Running");

        string raise = Uri("sendEventPostUri").Replace("{eventName}", "go");
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, raise, new StringContent("not json", Encoding.UTF8, "application/json")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, raise, new StringContent("plain")));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, raise, new StringContent("\"!\"", Encoding.UTF8, "application/json")));
        Assert.Equal("wait0!", (await CompletedAsync(host, payload)).GetProperty("output").GetString());
        Assert.Equal(HttpStatusCode.Gone, await PostAsync(host, raise, new StringContent("1", Encoding.UTF8, "application/json")));
        Assert.Equal(HttpStatusCode.Gone, await PostAsync(host, Uri("terminatePostUri")));

        using var restarted = await host.Client.PostAsync(Uri("restartPostUri") + "&restartWithNewInstanceId=true", null);
        var second = await restarted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(host, second.GetProperty("terminatePostUri").GetString()!.Replace("{text}", "enough")));
        Assert.Equal("enough", (await CompletedAsync(host, second)).GetProperty("output").GetString());
    }

    [Fact]
    public async Task List_AndPurge_FollowTheirFilters()
    {
        await using var host = await StartAsync();
        var done = await StartOrderAsync(host, "box", 0);
        var failed = await StartOrderAsync(host, "broken", 1);
        var open = await StartOrderAsync(host, "wait", 0);
        await CompletedAsync(host, done);
        await CompletedAsync(host, failed);
        string code = $"code={host.SystemKey("durabletask_extension")}";
        string instances = $"/runtime/webhooks/durabletask/instances?{code}";

        Assert.Equal(3, (await ListAsync(host, instances)).Length);
        Assert.Equal([Id(failed)], (await ListAsync(host, $"{instances}&runtimeStatus=Failed,Canceled")).Select(InstanceId));
        Assert.Equal([Id(open)], (await ListAsync(host, $"{instances}&instanceIdPrefix={Id(open)}")).Select(InstanceId));
        Assert.Empty(await ListAsync(host, $"{instances}&createdTimeFrom=2200-01-01T00:00:00Z"));
        using var bad = await host.Client.GetAsync($"{instances}&runtimeStatus=Sleepy");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);

        using var first = await host.Client.GetAsync($"{instances}&top=2");
        Assert.Equal(2, (await first.Content.ReadFromJsonAsync<JsonElement[]>())!.Length);
        using var rest = new HttpRequestMessage(HttpMethod.Get, $"{instances}&top=2");
        rest.Headers.Add("x-ms-continuation-token", first.Headers.GetValues("x-ms-continuation-token").Single());
        using var second = await host.Client.SendAsync(rest);
        Assert.Single((await second.Content.ReadFromJsonAsync<JsonElement[]>())!);

        Assert.Equal((HttpStatusCode.OK, """{"instancesDeleted":1}"""), await DeleteAsync(host, done.GetProperty("purgeHistoryDeleteUri").GetString()!));
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync(host, done.GetProperty("purgeHistoryDeleteUri").GetString()!)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await DeleteAsync(host, open.GetProperty("purgeHistoryDeleteUri").GetString()!)).Status);
        Assert.Equal(
            (HttpStatusCode.OK, """{"instancesDeleted":1}"""),
            await DeleteAsync(host, $"{instances}&createdTimeFrom=2000-01-01T00:00:00Z&runtimeStatus=Failed"));
        Assert.Equal([Id(open)], (await ListAsync(host, instances)).Select(InstanceId));
    }

    [Theory]
    [InlineData("GET", "instances")]
    [InlineData("GET", "instances/x")]
    [InlineData("DELETE", "instances/x")]
    [InlineData("POST", "instances/x/terminate")]
    [InlineData("POST", "instances/x/raiseEvent/go")]
    public async Task Management_WithoutTheSystemKey_IsRefused(string method, string path)
    {
        await using var host = await StartAsync();
        string uri = $"/runtime/webhooks/durabletask/{path}";
        using var none = await host.SendAsync(new HttpMethod(method), uri);
        using var other = await host.SendAsync(new HttpMethod(method), uri, host.SystemKey("blobs_extension"));
        using var function = await host.SendAsync(new HttpMethod(method), uri, TestHost.FunctionKey);
        using var master = await host.SendAsync(new HttpMethod(method), uri, TestHost.MasterKey);
        Assert.All([none, other, function], response => Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode));
        Assert.Equal(path == "instances" ? HttpStatusCode.OK : HttpStatusCode.NotFound, master.StatusCode);
    }

    [Fact]
    public async Task Start_OfSecondHostOnTheSameState_IsRefusedWithTheReason()
    {
        await using var host = await StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync());
        Assert.Contains("Another host is running on", error.Message);
    }

    private Task<TestHost> StartAsync(params (string Name, string Value)[] settings) => TestHost.StartAsync(
        [typeof(DurableSampleFunctions)],
        folder,
        builder => builder.Services.AddSingleton(recorder),
        ["--HUB", "TestHub", .. settings.SelectMany(setting => new[] { $"--{setting.Name}", setting.Value })]);

    private static async Task<JsonElement> StartOrderAsync(TestHost host, string name, int count)
    {
        using var response = await host.Client.PostAsync($"/api/orders/{name}/{count}", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<JsonElement> CompletedAsync(TestHost host, JsonElement payload)
    {
        string uri = payload.GetProperty("statusQueryGetUri").GetString()!;
        await Eventually.TrueAsync(async () => (await host.Client.GetAsync(uri)).StatusCode == HttpStatusCode.OK, () => "the end");
        return await host.Client.GetFromJsonAsync<JsonElement>(uri);
    }

    private static Task UntilStatusAsync(TestHost host, JsonElement payload, string status) => Eventually.TrueAsync(
        async () => (await host.Client.GetFromJsonAsync<JsonElement>(payload.GetProperty("statusQueryGetUri").GetString()))
            .GetProperty("runtimeStatus").GetString() == status,
        () => status);

    private static async Task<HttpStatusCode> PostAsync(TestHost host, string uri, HttpContent? body = null)
    {
        using var response = await host.Client.PostAsync(uri, body);
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string Text)> DeleteAsync(TestHost host, string uri)
    {
        using var response = await host.Client.DeleteAsync(uri);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement[]> ListAsync(TestHost host, string uri) => (await host.Client.GetFromJsonAsync<JsonElement[]>(uri))!;

    private static string Id(JsonElement payload) => payload.GetProperty("id").GetString()!;

    private static string InstanceId(JsonElement instance) => instance.GetProperty("instanceId").GetString()!;
}
