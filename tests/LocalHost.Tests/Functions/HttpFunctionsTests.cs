using System.Net;
using System.Net.Http.Json;
using System.Text;
using LocalHost.Tests.Functions.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Tests.Functions;

public sealed class HttpFunctionsTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private readonly Recorder recorder = new();
    private TestHost host = null!;

    public async Task InitializeAsync() => host = await TestHost.StartAsync([typeof(HttpSampleFunctions)], folder, builder =>
    {
        builder.Services.AddSingleton(recorder);
        builder.UseMiddleware<Outer>().UseMiddleware(async (context, next) =>
        {
            recorder.Add($"inner before {context.FunctionDefinition.Name}");
            await next();
            recorder.Add($"inner after {context.GetInvocationResult().Value?.GetType().Name}");
        });
        builder.UseWhen(context => context.FunctionDefinition.Name == "Static", async (_, next) =>
        {
            recorder.Add("only static");
            await next();
        });
    });

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Get_StaticFunctionWithoutRoute_AnswersAtItsNameInCamelCaseJson() =>
        Assert.Equal("""{"method":"GET"}""", await host.GetStringAsync("/api/Static"));

    [Theory]
    [InlineData("/api/items/42", """{"id":42,"name":"/api/items/42"}""")]
    [InlineData("/api/files/j1/a/b%20c.json", "j1 j1 a/b c.json")]
    [InlineData("/api/optional", "GET - - 7")]
    [InlineData("/api/optional/x?color=red&top=3", "GET x red 3")]
    [InlineData("/api/nothing", "written by hand")]
    public async Task Get_Route_BindsParametersByName(string path, string expected) => Assert.Equal(expected, await host.GetStringAsync(path));

    [Theory]
    [InlineData("GET", "/api/items/abc", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/unknown", HttpStatusCode.NotFound)]
    [InlineData("GET", "/items/42", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/items/42", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/refuses", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/optional/x?top=many", HttpStatusCode.InternalServerError)]
    public async Task Send_NothingThatFits_AnswersAsFunctionsDoes(string method, string path, HttpStatusCode expected)
    {
        using var response = await host.SendAsync(new HttpMethod(method), path);
        Assert.Equal(expected, response.StatusCode);
        Assert.Empty(response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Post_JsonBody_IsReadWithoutRegardToCase()
    {
        using var response = await host.Client.PostAsync("/api/body", new StringContent("""{"ID":3,"name":"n"}""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/items/3", response.Headers.Location!.ToString());
        Assert.Equal("""{"id":3,"name":"n19"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_BodyLargerThanKestrelsDefault_IsTaken()
    {
        using var response = await host.Client.PostAsync("/api/raw", new ByteArrayContent(new byte[40_000_000]));
        Assert.Equal("40000000", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_BodyBeyond100MB_IsRefusedWith413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/raw") { Content = new ByteArrayContent(new byte[104_857_601]) };
        request.Headers.ExpectContinue = true;
        using var response = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(0, recorder.Count("raw"));
    }

    [Fact]
    public async Task Get_ProblemDetails_KeepsStatusAndContentType()
    {
        using var response = await host.Client.GetAsync("/api/problem");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Not so", (await response.Content.ReadFromJsonAsync<Microsoft.AspNetCore.Mvc.ProblemDetails>())!.Title);
    }

    [Fact]
    public async Task Get_FunctionThrows_Answers500WithoutTheMessageAndLogsIt()
    {
        using var response = await host.Client.GetAsync("/api/throws");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Contains(host.Logs.Entries, entry => entry.Category == "Function.Throws" && entry.Text.Contains("secret of"));
    }

    [Theory]
    [InlineData("/api/keyed", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/keyed", "wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/keyed", null, "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("/api/keyed", "", "", HttpStatusCode.Unauthorized)]
    [InlineData("/api/keyed", TestHost.FunctionKey, null, HttpStatusCode.OK)]
    [InlineData("/api/keyed", null, TestHost.FunctionKey, HttpStatusCode.OK)]
    [InlineData("/api/keyed", TestHost.MasterKey, null, HttpStatusCode.OK)]
    [InlineData("/api/adminonly", null, null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/adminonly", TestHost.FunctionKey, null, HttpStatusCode.Unauthorized)]
    [InlineData("/api/adminonly", TestHost.MasterKey, null, HttpStatusCode.OK)]
    [InlineData("/api/Static", "wrong", null, HttpStatusCode.OK)]
    public async Task Get_WithKey_IsLetInByLevel(string path, string? header, string? query, HttpStatusCode expected)
    {
        using var response = await host.SendAsync(HttpMethod.Get, query is null ? path : $"{path}?code={query}", header);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithFunctionsOwnKey_OpensThatFunctionOnly()
    {
        using var keys = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.State, "keys.json")));
        string own = keys.RootElement.GetProperty("functions").GetProperty("Keyed").GetProperty("default").GetString()!;
        using var right = await host.SendAsync(HttpMethod.Get, "/api/keyed", own);
        using var wrong = await host.SendAsync(HttpMethod.Get, "/api/adminonly", own);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (right.StatusCode, wrong.StatusCode));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.State, "keys.json")));
    }

    [Fact]
    public async Task Get_Context_IsTheInvocations()
    {
        Assert.Equal(
            """{"same":true,"entryPoint":"LocalHost.Tests.Functions.HttpSampleFunctions.Context","trigger":"httpTrigger","item":"by outer"}""",
            await host.GetStringAsync("/api/context"));
        Assert.Contains(host.Logs.Entries, entry => entry.Category == "Named");
        Assert.Equal(
            ["outer before", "inner before Context", "function Context", "inner after OkObjectResult", "outer after"], recorder.Entries);
    }

    [Fact]
    public async Task Get_Middleware_RunsOnlyWhereItsPredicateHolds()
    {
        await host.GetStringAsync("/api/Static");
        await host.GetStringAsync("/api/nothing");
        Assert.Equal(1, recorder.Count("only static"));
    }

    [Fact]
    public async Task Get_CallerGoesAway_CancelsTheFunction()
    {
        using var leaving = new CancellationTokenSource();
        var call = host.Client.GetAsync("/api/waits", leaving.Token);
        await recorder.UntilAsync("waiting");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await recorder.UntilAsync("cancelled");
    }

    [Fact]
    public async Task Get_QueryAndBody_AreNeverLogged()
    {
        using var first = await host.Client.GetAsync("/api/optional/x?color=telltale1&code=telltale2");
        using var second = await host.Client.PostAsync("/api/body", new StringContent("""{"id":1,"name":"telltale3"}"""));
        using var third = await host.Client.GetAsync("/api/optional/x?top=telltale4");
        Assert.DoesNotContain("telltale", host.Logs.All);
    }

    public sealed class Outer(Recorder recorder) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            recorder.Add("outer before");
            context.Items["given"] = "by outer";
            await next(context);
            recorder.Add("outer after");
        }
    }
}
