using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace LocalHost.Tests.Functions.Support;

/// <summary>Looks at the messages of a storage queue, by an account signature made here.</summary>
internal static class QueueReader
{
    public static async Task<IReadOnlyList<string>> PeekAsync(string connection, string queue)
    {
        var parts = connection.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        using var http = new HttpClient();
        using var response = await http.GetAsync($"{parts["QueueEndpoint"]}/{queue}/messages?peekonly=true&numofmessages=32&{Signature(parts)}");
        if (response.StatusCode == HttpStatusCode.NotFound)
            return [];
        response.EnsureSuccessStatusCode();
        var document = XDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. document.Descendants("MessageText").Select(text => Encoding.UTF8.GetString(Convert.FromBase64String(text.Value)))];
    }

    private static string Signature(Dictionary<string, string> parts)
    {
        const string Version = "2018-11-09";
        string expiry = DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string text = $"{parts["AccountName"]}\nrp\nq\nsco\n\n{expiry}\n\nhttps,http\n{Version}\n";
        string signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(parts["AccountKey"]), Encoding.UTF8.GetBytes(text)));
        return $"sv={Version}&ss=q&srt=sco&sp=rp&se={Uri.EscapeDataString(expiry)}&spr=https,http&sig={Uri.EscapeDataString(signature)}";
    }
}
