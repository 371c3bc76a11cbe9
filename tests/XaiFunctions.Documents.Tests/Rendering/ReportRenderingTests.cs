using System.Text.Json;
using Microsoft.Playwright;
using XaiFunctions.Tests;

namespace XaiFunctions.Documents.Tests.Rendering;

/// <summary>Reports in real Chromium: nothing runs, nothing overflows, no two labels of a plot cover each other.</summary>
public sealed class ReportRenderingTests(Chromium chromium) : IClassFixture<Chromium>
{
    // The overlapping texts of each plot, as pairs; two letters' touch is forgiven.
    private const string Overlaps = """
        () => [...document.querySelectorAll('svg.plot')].flatMap(plot => {
          const boxes = [...plot.querySelectorAll('text')].filter(text => text.textContent.trim() !== '')
            .map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
          const found = [];
          for (let i = 0; i < boxes.length; i++)
            for (let j = i + 1; j < boxes.length; j++) {
              const a = boxes[i].box, b = boxes[j].box;
              const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              if (width > 2 && height > 5)
                found.push(`${plot.querySelector('title').textContent}: "${boxes[i].text}" | "${boxes[j].text}"`);
            }
          return found;
        })
        """;

    // Texts that stick out of their plot, and elements that make the page wider than the screen.
    private const string Outside = """
        () => {
          const out = [...document.querySelectorAll('svg.plot text')].filter(text => {
            const plot = text.closest('svg').getBoundingClientRect(), box = text.getBoundingClientRect();
            return box.left < plot.left - 2 || box.right > plot.right + 2 || box.bottom > plot.bottom + 2 || box.top < plot.top - 2;
          }).map(text => `outside its plot: "${text.textContent}"`);
          if (document.documentElement.scrollWidth > window.innerWidth)
            out.push(`the page is ${document.documentElement.scrollWidth} wide`);
          return out;
        }
        """;

    [Fact]
    public async Task Report_EveryCaseAndWidth_HasNoOverlapAndNoOverflow()
    {
        var problems = new List<string>();
        string reports = Path.Combine(AppContext.BaseDirectory, "reports");
        Directory.CreateDirectory(reports);
        IPage page = await chromium.Browser.NewPageAsync();
        foreach (string name in ReportCases.Names)
        {
            string file = Path.Combine(reports, name + ".html");
            await File.WriteAllTextAsync(file, ReportCases.Render(name));
            foreach ((string look, int width, ColorScheme scheme) in new[] { ("desk", 1280, ColorScheme.Light), ("phone", 390, ColorScheme.Dark) })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
                await page.GotoAsync(new Uri(file).AbsoluteUri);
                problems.AddRange((await Ask(page, Overlaps)).Concat(await Ask(page, Outside)).Select(problem => $"{name}/{look}: {problem}"));
                if ((await page.TitleAsync()).Contains("owned", StringComparison.Ordinal))
                    problems.Add($"{name}: a script ran");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems.Take(40)));
    }

    private static async Task<IEnumerable<string>> Ask(IPage page, string question)
    {
        JsonElement? answer = await page.EvaluateAsync(question);
        return answer!.Value.EnumerateArray().Select(problem => problem.GetString()!);
    }
}
