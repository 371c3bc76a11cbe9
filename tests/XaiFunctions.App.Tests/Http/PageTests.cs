using System.Text.Json.Nodes;
using Microsoft.Playwright;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Tests;

namespace XaiFunctions.App.Tests.Http;

/// <summary>The app's own pages in real Chromium.</summary>
[Collection(AppFixture.Collection)]
public sealed class PageTests(AppFixture fixture, Chromium chromium) : IClassFixture<Chromium>
{
    private const float Patience = 120_000;
    private const string IsTooWide = "() => document.documentElement.scrollWidth > window.innerWidth";
    private const string Hostile = "<img src=x onerror=document.title='owned'>.csv";

    private static readonly (string Look, int Width, ColorScheme Scheme)[] Looks = [("desk", 1280, ColorScheme.Light), ("phone", 390, ColorScheme.Dark)];

    private readonly AppHost app = fixture.App;
    private readonly List<string> requests = [];
    private readonly List<string> complaints = [];

    [Fact]
    public async Task JobPage_OfARunningJob_FollowsItUntilItIsCancelled()
    {
        // Far more coalitions than can be valued while the test looks, but the first rows are done soon; the job is cancelled at its end.
        string job = await StartAsync(500, 800);
        await app.WaitUntilAsync(job, status => status["progress"]?["rowsAll"] is not null);
        IPage page = await OpenAsync($"api/explanations/{job}/page", 1280, ColorScheme.Light);

        Assert.Equal("The rows are being explained.", await page.TextContentAsync("#state"));
        Assert.Matches("of 500$", await page.TextContentAsync("#rows"));
        Assert.Equal("Rows explained", await page.GetAttributeAsync("progress", "aria-label"));
        await page.Locator("#estimate svg").WaitForAsync(new() { Timeout = Patience });
        Assert.Matches("^± [0-9.]+$", await page.TextContentAsync("#widest"));
        Assert.Equal("What moves predictions most so far", await page.TextContentAsync("#estimate h2"));
        Assert.DoesNotContain("not known yet", await page.TextContentAsync(".tiles"));
        JsonObject progress = (await app.StatusAsync(job))!["progress"]!.AsObject();
        Assert.InRange(progress["estimate"]!["rows"]!.GetValue<long>(), 1, progress["rowsDone"]!.GetValue<long>());
        Assert.Equal(5, progress["estimate"]!["importance"]!.AsArray().Count);
        foreach ((string look, int width, ColorScheme scheme) in Looks)
            await LookAsync(page, $"progress-{look}", width, scheme);

        (await app.Http.DeleteAsync($"api/explanations/{job}")).Dispose();
        // "being cancelled" may be too short to be seen; what stays is that it was.
        await page.GetByText("The job was cancelled").WaitForAsync(new() { Timeout = Patience });
        Assert.Equal(0, await page.Locator("[data-live]").CountAsync());
        AssertQuiet();
    }

    [Fact]
    public async Task JobPage_WhenTheJobEnds_TurnsIntoTheReport()
    {
        string job = await StartAsync(16, 400);
        IPage page = await OpenAsync($"api/explanations/{job}/page", 1280, ColorScheme.Light);
        await page.GetByRole(AriaRole.Heading, new() { Name = "How credit came to its predictions" }).WaitForAsync(new() { Timeout = Patience });

        Assert.True(await page.Locator("svg.plot").CountAsync() > 2);
        AssertQuiet();
    }

    [Fact]
    public async Task JobPage_WithoutScript_TurnsIntoTheReportToo()
    {
        string job = await StartAsync(3, 40);
        IPage page = await OpenAsync($"api/explanations/{job}/page", 1280, ColorScheme.Light, script: false);
        await page.Locator("h1").GetByText("How credit came to its predictions").WaitForAsync(new() { Timeout = Patience });
    }

    [Fact]
    public async Task HomePage_ModelsAndJobs_LeadToTheJobsPageWithTheKey()
    {
        string job = await app.DropAsync($"credit/{Hostile}", "a,b\n1,2\n"u8.ToArray());
        await app.WaitUntilEndedAsync(job);
        IPage page = await OpenAsync("api/", 1280, ColorScheme.Light);

        Assert.Equal(1, await page.Locator("h1").CountAsync());
        await page.GetByRole(AriaRole.Cell, new() { Name = "credit", Exact = true }).First.WaitForAsync();
        Assert.Equal("XaiFunctions", await page.TitleAsync());
        foreach ((string look, int width, ColorScheme scheme) in Looks)
            await LookAsync(page, $"home-{look}", width, scheme);

        await page.GetByRole(AriaRole.Link, new() { Name = $"job {job}" }).ClickAsync();
        await page.Locator("h1").GetByText("credit: the rows could not be explained").WaitForAsync(new() { Timeout = Patience });
        Assert.Contains($"/api/explanations/{job}/page", page.Url, StringComparison.Ordinal);
        AssertQuiet();
    }

    [Fact]
    public async Task Pages_WithoutKey_Are401WithoutBody()
    {
        using var anonymous = new HttpClient { BaseAddress = app.Http.BaseAddress };
        foreach (string path in (string[])["api/", "api/explanations/0123456789abcdef0123456789abcdef/page"])
        {
            using HttpResponseMessage response = await anonymous.GetAsync(path);
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        }
    }

    private async Task<string> StartAsync(int rows, int evaluations)
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(rows, new { method = "kernel", maxEvaluations = evaluations }), "respond-async");
        return (await AppHost.JsonAsync(response))["job"]!.GetValue<string>();
    }

    private async Task<IPage> OpenAsync(string path, int width, ColorScheme scheme, bool script = true)
    {
        IBrowserContext context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, JavaScriptEnabled = script });
        context.SetDefaultTimeout(Patience);
        IPage page = await context.NewPageAsync();
        page.Request += (_, request) => requests.Add($"{request.Url} {request.Headers.GetValueOrDefault("referer")}");
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) => complaints.Add(message.Text);
        await page.GotoAsync($"{app.Http.BaseAddress}{path}?code={AppHost.Key}");
        return page;
    }

    // The key is in the address: it may go to the app and to nobody else, and the pages keep to their own rules.
    private void AssertQuiet()
    {
        Assert.NotEmpty(requests);
        Assert.All(requests, request => Assert.StartsWith(app.Http.BaseAddress!.ToString(), request));
        Assert.All(requests, request => Assert.EndsWith(" ", request));
        Assert.Empty(complaints);
    }

    private static async Task LookAsync(IPage page, string name, int width, ColorScheme scheme)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        Assert.False(await page.EvaluateAsync<bool>(IsTooWide), $"{name} is wider than {width}.");
        await page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", name + ".png"), FullPage = true });
    }
}
