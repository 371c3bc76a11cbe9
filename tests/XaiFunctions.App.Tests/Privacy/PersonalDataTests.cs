using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Privacy;

/// <summary>A column that holds what it should not, and what becomes of it under each policy.</summary>
[Collection(AppFixture.Collection)]
public sealed class PersonalDataTests(AppFixture fixture)
{
    private const string Model = "personal";
    private const double Card = 4111111111111111;

    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Explain_ColumnOfCardNumbers_WarnsOrRefusesOrIsAllowedByThePolicy()
    {
        using HttpResponseMessage registered = await app.RegisterAsync(Model, "1", background: Cards(Samples.GoodRows(20)));
        Assert.Contains("column 'Amount' has values like payment card numbers", (await AppHost.JsonAsync(registered))["warnings"]![0]!.GetValue<string>());

        Assert.Equal(["column 'Amount' has values like payment card numbers"], await WarningsAsync());
        await SetAsync(new { personalData = "refuse" });
        JsonObject refused = await Problems.AssertAsync(await app.ExplainAsync(Model, Body()), HttpStatusCode.BadRequest);
        Assert.Contains("'Amount'", refused["detail"]!.GetValue<string>());
        Assert.DoesNotContain("4111", refused.ToJsonString());
        JsonObject dropped = await app.WaitUntilEndedAsync(await app.DropAsync($"{Model}/cards.csv", Cards(Samples.GoodRows(5))));
        Assert.Equal("failed", dropped["status"]!.GetValue<string>());
        Assert.Contains("refused by the model's privacy policy", dropped["problem"]!.GetValue<string>());
        await SetAsync(new { personalData = "refuse", allow = (string[])["Amount"] });
        Assert.Empty(await WarningsAsync());
    }

    private static string Body() => Samples.Body(2, change: instances =>
    {
        instances[0]!["Amount"] = Card;
        instances[1]!["Amount"] = Card;
    });

    private static byte[] Cards(byte[] csv)
    {
        string[] lines = Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int amount = Array.IndexOf(lines[0].TrimEnd('\r').Split(','), "Amount");
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select((line, number) =>
            string.Join(',', line.TrimEnd('\r').Split(',').Select((cell, column) => number > 0 && column == amount ? "4111111111111111" : cell)) + "\n")));
    }

    private async Task SetAsync(object policy)
    {
        using HttpResponseMessage set = await app.Http.PutAsJsonAsync($"api/models/{Model}/privacy-policy", policy);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
    }

    /// <summary>What a document's warning of personal data names.</summary>
    private async Task<string[]> WarningsAsync()
    {
        using HttpResponseMessage response = await app.ExplainAsync(Model, Body());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return
        [
            .. (await AppHost.JsonAsync(response))["warnings"]!.AsArray().Where(warning => warning!["code"]!.GetValue<string>() == "personal-data")
                .Select(warning => warning!["message"]!.GetValue<string>().Split(": ")[1].Split(". ")[0]),
        ];
    }
}
