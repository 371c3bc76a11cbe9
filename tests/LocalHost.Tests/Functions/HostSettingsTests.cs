using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalHost.Tests.Functions.Support;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using XaiFunctions.LocalHost.Functions.Hosting;
using XaiFunctions.LocalHost.Functions.Invocation;

namespace LocalHost.Tests.Functions;

public sealed class HostSettingsTests : IDisposable
{
    private readonly TestFolder folder = new("""
        {
          // Comments and trailing commas are allowed.
          "version": "2.0",
          "functionTimeout": "00:07:00",
          "logging": { "logLevel": { "default": "Warning", "Function.ById": "Debug" } },
          "extensions": {
            "http": { "routePrefix": "v1/api" },
            "blobs": { "maxDegreeOfParallelism": 3 },
            "durableTask": { "hubName": "%HUB_NAME%", "maxConcurrentActivityFunctions": 5, "maxConcurrentOrchestratorFunctions": 6, },
          },
        }
        """);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_OfHostJson_TakesWhatItSays()
    {
        var settings = Read("--HUB_NAME", "MyHub");
        Assert.Equal(
            (TimeSpan.FromMinutes(7), "v1/api", 3, "MyHub", 5, 6),
            (settings.FunctionTimeout, settings.RoutePrefix, settings.BlobParallelism, settings.HubName, settings.MaxConcurrentActivities,
                settings.MaxConcurrentOrchestrators));
    }

    [Fact]
    public void Read_WithAnOverridingSetting_TakesTheSetting()
    {
        folder.Write("local.settings.json", """{ "Values": { "HUB_NAME": "H", "AzureFunctionsJobHost__extensions__http__routePrefix": "" } }""");
        Assert.Equal("", Read().RoutePrefix);
    }

    [Theory]
    [InlineData("-1", -1)]
    [InlineData("01:00:00", 3_600_000)]
    public void Read_OfFunctionTimeout_TakesUnboundedAndTimes(string timeout, int milliseconds) => Assert.Equal(
        TimeSpan.FromMilliseconds(milliseconds), Read("--HUB_NAME", "H", "--AzureFunctionsJobHost:functionTimeout", timeout).FunctionTimeout);

    [Theory]
    [InlineData("AzureFunctionsJobHost:functionTimeout", "soon")]
    [InlineData("AzureFunctionsJobHost:functionTimeout", "00:00:00")]
    [InlineData("AzureFunctionsJobHost:extensions:durableTask:maxConcurrentActivityFunctions", "0")]
    [InlineData("AzureFunctionsJobHost:extensions:blobs:maxDegreeOfParallelism", "many")]
    [InlineData("LOCALHOST_PORT", "70000")]
    [InlineData("AzureFunctionsJobHost:extensions:durableTask:hubName", "%MISSING%")]
    public void Read_OfAWrongValue_NamesIt(string name, string value)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read("--HUB_NAME", "H", $"--{name}", value));
        Assert.Contains(value.Trim('%'), error.Message);
    }

    [Fact]
    public void Read_OfThePort_TakesTheSwitchThenTheSettingThenTheFile()
    {
        folder.Write("local.settings.json", """{ "Values": { "HUB_NAME": "H" }, "Host": { "LocalHttpPort": 7111 } }""");
        Assert.Equal(7111, Read().Port);
        Assert.Equal(7222, Read("--LOCALHOST_PORT", "7222").Port);
        Assert.Equal(7333, Read("--LOCALHOST_PORT", "7222", "--port", "7333").Port);
        File.Delete(Path.Combine(folder.Path, "local.settings.json"));
        Assert.Equal(7071, Read("--HUB_NAME", "H").Port);
    }

    [Fact]
    public void Read_OfTheStateDirectory_IsBesideHostJsonUnlessSet()
    {
        Assert.Equal(Path.Combine(folder.Path, ".xaifunctions"), Read("--HUB_NAME", "H").StateDirectory);
        Assert.Equal(Path.Combine(folder.Path, "elsewhere"), Read("--HUB_NAME", "H", "--LOCALHOST_STATE", "elsewhere").StateDirectory);
    }

    [Fact]
    public void Configuration_OfLocalSettings_HasCommentsAndNestedNamesAndYieldsToTheEnvironment()
    {
        folder.Write("local.settings.json", """
            { // what Azure would hold
              "IsEncrypted": false,
              "Values": { "PLAIN": "from file", "NESTED__NAME": "deep", "NUMBER": 3, "XAIFUNCTIONS_TEST_SETTING": "from file", },
            }
            """);
        Environment.SetEnvironmentVariable("XAIFUNCTIONS_TEST_SETTING", "from environment");
        try
        {
            var configuration = Builder().Configuration;
            Assert.Equal(
                ("from file", "deep", "3", "from environment"),
                (configuration["PLAIN"], configuration["NESTED:NAME"], configuration["NUMBER"], configuration["XAIFUNCTIONS_TEST_SETTING"]));
        }
        finally
        {
            Environment.SetEnvironmentVariable("XAIFUNCTIONS_TEST_SETTING", null);
        }
    }

    [Theory]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""", "encrypted")]
    [InlineData("""{ "Values": { "DEEP": { "A": 1 } } }""", "DEEP")]
    [InlineData("{", "cannot be read")]
    public void Builder_OfWrongLocalSettings_SaysWhatIsWrong(string text, string reason)
    {
        folder.Write("local.settings.json", text);
        Assert.Contains(reason, Assert.Throws<InvalidOperationException>(() => Builder()).Message);
    }

    [Fact]
    public async Task Start_WithRoutePrefixAndLogLevels_HonoursThem()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(HttpSampleFunctions)], folder, builder => builder.Services.AddSingleton(new Recorder()), "--HUB_NAME", "H");
        using var found = await host.Client.GetAsync("/v1/api/items/3");
        using var missing = await host.Client.GetAsync("/api/items/3");
        using var other = await host.Client.GetAsync("/v1/api/Static");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (found.StatusCode, missing.StatusCode));
        Assert.Contains(host.Logs.Entries, entry => entry.Category == "Function.ById" && entry.Level == LogLevel.Information);
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Category == "Function.Static");
    }

    [Fact]
    public async Task Get_OfTheHostsStatusAndFunctions_NeedsTheMasterKey()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(HttpSampleFunctions)], folder, builder => builder.Services.AddSingleton(new Recorder()), "--HUB_NAME", "H");
        foreach (string path in new[] { "/admin/host/status", "/admin/functions", "/admin/functions/ById" })
        {
            using var none = await host.SendAsync(HttpMethod.Get, path);
            using var function = await host.SendAsync(HttpMethod.Get, path, TestHost.FunctionKey);
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (none.StatusCode, function.StatusCode));
        }

        using var status = await host.SendAsync(HttpMethod.Get, "/admin/host/status", TestHost.MasterKey);
        Assert.Equal("Running", (await status.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        using var all = await host.SendAsync(HttpMethod.Get, "/admin/functions", TestHost.MasterKey);
        var functions = (await all.Content.ReadFromJsonAsync<JsonElement[]>())!;
        var one = functions.Single(function => function.GetProperty("name").GetString() == "ById");
        Assert.EndsWith("/v1/api/items/{id:int}", one.GetProperty("invoke_url_template").GetString());
        Assert.Equal("httpTrigger", one.GetProperty("config").GetProperty("bindings")[0].GetProperty("type").GetString());
        using var run = await host.SendAsync(HttpMethod.Post, "/admin/functions/ById", TestHost.MasterKey);
        Assert.Equal(HttpStatusCode.BadRequest, run.StatusCode);
    }

    [Fact]
    public async Task Start_Twice_KeepsTheKeys()
    {
        string? key = null;
        for (int i = 0; i < 2; i++)
        {
            await using var host = await TestHost.StartAsync([], folder, null, "--HUB_NAME", "H");
            key ??= host.SystemKey("blobs_extension");
            Assert.Equal(key, host.SystemKey("blobs_extension"));
            Assert.True(key.Length >= 50);
        }
    }

    [Fact]
    public void Build_WithHttpFunctionsButNoWebApplication_SaysWhatIsMissing()
    {
        var builder = TestHost.Builder([typeof(HttpSampleFunctions)], folder, "--HUB_NAME", "H");
        Assert.Contains("ConfigureFunctionsWebApplication()", Assert.Throws<InvalidOperationException>(builder.Build).Message);
    }

    private HostSettings Read(params string[] args)
    {
        string[] all = ["--AzureWebJobsScriptRoot", folder.Path, .. args];
        var host = HostConfiguration.Read(all);
        return HostSettings.Read(host.ContentRoot, new FunctionsApplicationBuilder(all, "Test", FunctionSources.Of()).Configuration, host.CommandLine, host.Local.Port);
    }

    private FunctionsApplicationBuilder Builder() => new(["--AzureWebJobsScriptRoot", folder.Path], "Test", FunctionSources.Of());
}
