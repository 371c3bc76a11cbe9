using System.Text.Json.Nodes;
using XaiFunctions.Cli;
using XaiFunctions.Cli.Verification;

namespace XaiFunctions.EndToEnd.Tests;

public sealed class StoredExplanationTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("stored-explanation-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_DocumentWithADeadline_IsRefusedOnlyIfThatStoppedTheSampling(bool wasStopped)
    {
        JsonObject document = JsonNode.Parse("""
            {
              "job": { "id": "0123456789abcdef0123456789abcdef" },
              "model": { "name": "credit", "version": "1" },
              "provenance": { "modelSha256": "a", "manifestSha256": "b", "backgroundSha256": "c", "seed": 7 },
              "method": { "name": "leverage-sampled KernelSHAP", "space": "raw", "contract": { "maxEvaluations": 500, "deadlineSeconds": 30 } },
              "warnings": [ { "code": "ignored-columns", "message": "" } ]
            }
            """)!.AsObject();
        if (wasStopped)
            document["warnings"]!.AsArray().Add(new JsonObject { ["code"] = "deadline", ["message"] = "" });
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "document.json"), document.ToJsonString());

        Task<StoredExplanation> reading = StoredExplanation.ReadAsync(folder, CancellationToken.None);

        if (wasStopped)
            Assert.Contains("deadline", (await Assert.ThrowsAsync<CommandFailedException>(() => reading)).Message);
        else
            Assert.Equal((500, null), ((await reading).Options.MaxEvaluations, (await reading).Options.Deadline));
    }
}
