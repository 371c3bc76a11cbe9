using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using XaiFunctions.Tests;

namespace XaiFunctions.Documents.Tests.Rendering;

/// <summary>Reports in real Chromium: nothing runs or loads, nothing overflows, no two labels cover each other, everybody can read it, also on paper.</summary>
public sealed class ReportRenderingTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string Reports = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "reports")).FullName;

    // Print is as wide as A4 less 14 mm on either side.
    private static readonly (string Look, int Width, ColorScheme Scheme, Media Media)[] Looks =
    [
        ("desk", 1280, ColorScheme.Light, Media.Screen), ("phone", 390, ColorScheme.Dark, Media.Screen), ("print", 688, ColorScheme.Dark, Media.Print),
    ];

    [Fact]
    public async Task Report_EveryCaseAndLook_IsWholeAndReadable()
    {
        var problems = new List<string>();
        IPage page = await chromium.Browser.NewPageAsync();
        var loaded = new List<string>();
        page.Request += (_, request) => loaded.Add(request.Url);
        foreach (string name in ReportCases.Names)
        {
            foreach ((string look, int width, ColorScheme scheme, Media media) in Looks)
            {
                loaded.Clear();
                await page.SetViewportSizeAsync(width, 900);
                await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, Media = media });
                string address = await OpenAsync(page, name);
                string[] questions = media == Media.Print
                    ? [PageQuestions.Overlaps, PageQuestions.Outside, PageQuestions.Print]
                    : [PageQuestions.Overlaps, PageQuestions.Outside, PageQuestions.Accessibility];
                foreach (string question in questions)
                    problems.AddRange((await Ask(page, question)).Select(problem => $"{name}/{look}: {problem}"));
                problems.AddRange(loaded.Where(url => url != address).Select(url => $"{name} loads {url}"));
                if ((await page.TitleAsync()).Contains("owned", StringComparison.Ordinal))
                    problems.Add($"{name}: a script ran");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems.Take(40)));
    }

    [Fact]
    public async Task Audit_DeskAndPhone_IsWholeAndReadable()
    {
        var problems = new List<string>();
        IPage page = await chromium.Browser.NewPageAsync();
        foreach ((string look, int width, ColorScheme scheme, Media media) in Looks.Where(look => look.Media == Media.Screen))
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, Media = media });
            foreach (string name in ReportCases.Audits)
            {
                await OpenAsync(page, name);
                foreach (string question in (string[])[PageQuestions.Overlaps, PageQuestions.Outside, PageQuestions.Accessibility])
                    problems.AddRange((await Ask(page, question)).Select(problem => $"{name}/{look}: {problem}"));
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems.Take(40)));
    }

    [Fact]
    public async Task Report_Tabbed_ReachesEveryLinkAndTableAndShowsWhere()
    {
        IPage page = await chromium.Browser.NewPageAsync();
        await OpenAsync(page, "loans");
        var reached = new List<string>();
        for (string? focus = null; focus != "" && reached.Count < 50;)
        {
            await page.Keyboard.PressAsync("Tab");
            focus = await page.EvaluateAsync<string>(PageQuestions.Focus);
            if (focus != "")
                reached.Add(focus);
        }

        Assert.Equal(["#content", "#output-1", "#rejected", "#method", "#provenance", "rows-1", "rejected-h"], reached);
    }

    [Fact]
    public async Task Report_Printed_IsAFewPagesOfA4()
    {
        IPage page = await chromium.Browser.NewPageAsync();
        await OpenAsync(page, "one-row");
        string pdf = Encoding.Latin1.GetString(await page.PdfAsync(new PagePdfOptions { Format = "A4", PreferCSSPageSize = true }));
        Assert.InRange(Regex.Count(pdf, "/Type */Page[^s]"), 2, 4);
    }

    private static async Task<string> OpenAsync(IPage page, string name)
    {
        string file = Path.Combine(Reports, name + ".html");
        await File.WriteAllTextAsync(file, ReportCases.Render(name));
        string address = new Uri(file).AbsoluteUri;
        await page.GotoAsync(address);
        return address;
    }

    private static async Task<IEnumerable<string>> Ask(IPage page, string question)
    {
        JsonElement? answer = await page.EvaluateAsync(question);
        return answer!.Value.EnumerateArray().Select(problem => problem.GetString()!);
    }
}
