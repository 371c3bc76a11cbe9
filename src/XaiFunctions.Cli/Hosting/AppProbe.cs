using System.Net;

namespace XaiFunctions.Cli.Hosting;

/// <summary>Asks an address whether the app answers there.</summary>
internal static class AppProbe
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the app answers and is well.</summary>
    public static async Task<bool> IsHealthyAsync(Uri url, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = url, Timeout = Patience };
        return await AskAsync(http, cancellation);
    }

    /// <summary>Waits until the app is well.</summary>
    public static async Task WaitUntilHealthyAsync(Uri url, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = url, Timeout = Patience };
        while (!await AskAsync(http, cancellation))
            await Task.Delay(Interval, cancellation);
    }

    private static async Task<bool> AskAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await http.GetAsync("api/health", cancellation);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // Nobody listens yet.
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false; // Somebody listens but does not answer in time.
        }
    }
}
