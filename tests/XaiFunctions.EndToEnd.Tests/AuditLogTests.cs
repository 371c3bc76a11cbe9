using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using XaiFunctions.EndToEnd.Tests.Infrastructure;

namespace XaiFunctions.EndToEnd.Tests;

/// <summary>The audit log as its auditor sees it: the app writes, somebody tampers, the command line finds it.</summary>
public sealed class AuditLogTests : IAsyncLifetime
{
    private RunningApp app = null!;

    public async Task InitializeAsync() => app = await RunningApp.StartAsync();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task AuditLogVerify_RecordAltered_NamesItAndFails()
    {
        await app.RegisterAsync(await SampleModels.ReadAsync("logistic-regression"));
        string head = Path.Combine(app.Directory, "head.json");
        CommandResult clean = await RunAsync("audit-log", "verify", "--out", head);
        Assert.True(clean.ExitCode == 0, clean.Output + clean.Error);
        Assert.Contains("as it was written: 1 records, 1 of them", clean.Output);

        AppendBlobClient records = app.Blobs.GetBlobContainerClient("audit-log").GetAppendBlobClient("records/000000000000.jsonl");
        BlobDownloadResult stored = await records.DownloadContentAsync();
        await records.DeleteAsync();
        await records.CreateAsync();
        await records.AppendBlockAsync(BinaryData.FromString(stored.Content.ToString().Replace("\"backgroundRows\":1", "\"backgroundRows\":2", StringComparison.Ordinal)).ToStream());

        CommandResult tampered = await RunAsync("audit-log", "verify", "--head", head);
        Assert.Equal(1, tampered.ExitCode);
        Assert.Contains("Record 0 is not what the index says was appended.", tampered.Error);
        Assert.Contains("The audit log is not as it was written.", tampered.Error);
    }

    [Fact]
    public async Task Audit_NothingScored_IsMadeAndSaysSo()
    {
        await app.RegisterAsync(await SampleModels.ReadAsync("logistic-regression"));
        string folder = Path.Combine(app.Directory, "audit");

        CommandResult audited = await RunAsync("audit", "--model", "logistic-regression", "--out", folder);

        Assert.True(audited.ExitCode == 0, audited.Output + audited.Error);
        Assert.Contains("Nothing was scored in the period", audited.Output);
        Assert.Equal(
            ["audit.json", "datasheet.html", "datasheet.json", "datasheet.md", "evidence.html", "evidence.json", "evidence.md", "model-card.html", "model-card.json", "model-card.md", "report.html", "summary.md"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        CommandResult card = await RunAsync("card", "--model", "logistic-regression");
        Assert.StartsWith("---\nlibrary_name: onnx\n", card.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("nothing was scored", card.Output);
        string evidence = Path.Combine(app.Directory, "governance", "evidence.json");
        Assert.Equal(0, (await RunAsync("evidence", "--model", "logistic-regression", "--format", "json", "--out", evidence)).ExitCode);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder, "evidence.json")), await File.ReadAllTextAsync(evidence));
        CommandResult unknown = await RunAsync("audit", "--model", "nobody", "--out", folder);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("No model 'nobody' is registered", unknown.Error);
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => CommandLine.RunAsync(
        app.Directory,
        new Dictionary<string, string> { ["LOCALHOST_STATE"] = app.StateDirectory, ["LOCALHOST_PORT"] = "0", ["AzureWebJobsStorage"] = app.ConnectionString },
        arguments);
}
