using XaiFunctions.Cli.Client;
using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

public sealed class ReproducibilityTests
{
    private const string Workers = "AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions";

    [Fact]
    public async Task Attributions_OneWorkerTwoWorkersOrAgain_AreTheSameBytes()
    {
        byte[] one, two, again, otherSeed;
        await using (RunningApp app = await RunningApp.StartAsync((Workers, "1")))
            one = await ExplainAsync(app, seed: 7);
        await using (RunningApp app = await RunningApp.StartAsync((Workers, "2")))
        {
            two = await ExplainAsync(app, seed: 7);
            again = await ExplainAsync(app, seed: 7);
            otherSeed = await ExplainAsync(app, seed: 8);
        }

        Assert.Equal(one, two);
        Assert.Equal(two, again);
        Assert.NotEqual(two, otherSeed);
    }

    private static async Task<byte[]> ExplainAsync(RunningApp app, ulong seed)
    {
        ModelFiles model = await app.RegisterAsync(await SampleModels.ReadAsync("boosted-trees"));
        JobDocuments documents = await app.ExplainAsync(
            model, "scoring.csv", SampleModels.ScoringLines(120), new ExplanationOptions { MaxEvaluations = 200, Seed = seed });
        return documents.Bytes("attributions.csv");
    }
}
