using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.Playwright;

namespace XaiFunctions.Tests;

/// <summary>The real Chromium of npm's @sparticuz/chromium, shared by the tests of a class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Locate =
        "import('@sparticuz/chromium').then(async m => console.log(JSON.stringify({ path: await m.default.executablePath(), args: m.default.args })))";

    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        string root = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        using FileStream only = await AloneAsync();
        var start = new ProcessStartInfo("node", ["-e", Locate]) { WorkingDirectory = root, RedirectStandardOutput = true };
        using Process node = Process.Start(start)!;
        using JsonDocument found = JsonDocument.Parse(await node.StandardOutput.ReadToEndAsync());
        await node.WaitForExitAsync();

        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            Timeout = 120_000,
            ExecutablePath = found.RootElement.GetProperty("path").GetString(),
            // In a single process, the first page that is closed takes the browser with it.
            Args =
            [
                .. found.RootElement.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)
                    .Where(argument => argument != "--single-process" && !argument.StartsWith("--headless", StringComparison.Ordinal)),
            ],
        });
    }

    // The package unpacks the browser into the temporary folder at the first use; test projects may run side by side.
    private static async Task<FileStream> AloneAsync()
    {
        string file = Path.Combine(Path.GetTempPath(), "xaifunctions-chromium.lock");
        for (int tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 600)
            {
                await Task.Delay(100);
            }
        }
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}
