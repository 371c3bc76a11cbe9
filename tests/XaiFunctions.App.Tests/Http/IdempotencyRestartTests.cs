using System.Net;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.LocalHost;

namespace XaiFunctions.App.Tests.Http;

public sealed class IdempotencyRestartTests
{
    [Fact]
    public async Task Explain_SameKeyAfterAKill_GivesTheSameBytes()
    {
        using var folder = new TestFolder();
        await using AzuriteProcess azurite = await AzuriteProcess.StartAsync(folder.Sub("azurite"));
        var answers = new List<string>();
        for (int run = 0; run < 2; run++)
        {
            // The state's folder differs as well: what is known of a key is in storage, as on a machine that is new.
            await using AppHost app = await AppHost.StartAsync(azurite.ConnectionString, folder.Sub($"state{run}"), ("Http__WaitSeconds", "60"));
            if (run == 0)
                (await app.RegisterAsync("credit", "1")).Dispose();
            using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(1, new { maxEvaluations = 20 }), key: "order-17");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            answers.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(answers[0], answers[1]);
    }
}
