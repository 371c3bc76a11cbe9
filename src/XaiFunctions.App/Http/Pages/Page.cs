using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using XaiFunctions.Documents.Plots;
using XaiFunctions.Documents.Report;
using XaiFunctions.Documents.Words;

namespace XaiFunctions.App.Http.Pages;

/// <summary>
/// What the app's own pages share: the look of the report, and the rules for the browser. A browser passes the key as <c>?code=</c>; so that it gets nowhere
/// else, pages load nothing from elsewhere, tell nobody where a reader comes from, and are not kept.
/// </summary>
public static class Page
{
    private const string Style = PlotStyle.Css + "\n" + ReportStyle.Css + "\n" +
        """
        progress{display:block;width:100%;height:18px;margin:14px 0;accent-color:var(--up)}td a{overflow-wrap:anywhere}
        """;

    // Takes what is live out of the page as it is now. When the page has nothing live any more, it is another page.
    private const string LiveScript = """
        const every = 2000;
        async function refresh() {
          let wait = every;
          try {
            const answer = await fetch(location.href, { cache: 'no-store' });
            const text = await answer.text();
            if (!text.includes(' data-live')) {
              location.reload();
              return;
            }
            const page = new DOMParser().parseFromString(text, 'text/html');
            for (const next of page.querySelectorAll('[data-live]')) {
              const now = document.getElementById(next.id);
              if (now.innerHTML !== next.innerHTML) now.replaceChildren(...next.childNodes);
              if (next.hasAttribute('value')) now.setAttribute('value', next.getAttribute('value')); else now.removeAttribute('value');
            }
            document.title = page.title;
            document.getElementById('silent').hidden = true;
          } catch {
            document.getElementById('silent').hidden = false;
            wait = 3 * every;
          }
          setTimeout(refresh, wait);
        }
        setTimeout(refresh, every);
        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src {Hash(Style)}; script-src {Hash(LiveScript)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Makes a page.</summary>
    /// <param name="title">Its title, also its heading.</param>
    /// <param name="isLive">Whether the elements with <c>data-live</c> are to follow what the page says a little later.</param>
    /// <param name="write">Writes the content of its main part.</param>
    public static Answer Of(string title, bool isLive, Action<Markup> write)
    {
        var html = new Markup();
        html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Raw("<meta name=\"color-scheme\" content=\"light dark\">\n").Element("title", title).Raw("\n<style>").Raw(Style).Raw("</style>\n");
        if (isLive)
            html.Raw("<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>\n");
        html.Raw("</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n<header>").Element("h1", title).Raw("</header>\n<main id=\"content\">\n");
        write(html);
        if (isLive)
            html.Raw("<p id=\"silent\" class=\"note\" role=\"alert\" hidden>The app does not answer. This page goes on asking.</p>\n");
        html.Raw("</main>\n");
        if (isLive)
            html.Raw("<script>").Raw(LiveScript).Raw("</script>\n");
        html.Raw("</body>\n</html>\n");
        return Answer.Bytes(StatusCodes.Status200OK, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html.TakeAll()))
            .With("Content-Security-Policy", Policy).With("Referrer-Policy", "no-referrer").With("Cache-Control", "no-store");
    }

    /// <summary>What has to follow a link's address so that it opens with the key with which this page was opened.</summary>
    public static string KeyOf(HttpRequest request) => request.Query["code"].ToString() is { Length: > 0 } key ? $"?code={Uri.EscapeDataString(key)}" : "";

    /// <summary>A time as people read it.</summary>
    public static string Time(DateTimeOffset time) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
}
