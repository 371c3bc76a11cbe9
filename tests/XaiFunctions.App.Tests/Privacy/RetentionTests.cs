using System.Globalization;
using Azure.Storage.Blobs.Models;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Privacy;

[Collection(StorageFixture.Collection)]
public sealed class RetentionTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow.AddDays(100);

    private readonly StorageAccount account = storage.Account;
    private readonly string model = $"m{Guid.NewGuid():N}";

    [Fact]
    public async Task Apply_OldAndYoung_RemovesWhatIsOldAndHasEndedAndTellsTheLog()
    {
        var policies = new PrivacyPolicies(new ModelRegistry(account));
        var jobs = new JobTable(account);
        var documents = new DocumentStore(account);
        var subjects = new SubjectIndex(account);
        using var log = new TestLog(account);
        var retention = new Retention(
            policies, jobs, new JobRemover(jobs, new WorkStore(account), documents, new ExplanationTable(account), new FeedbackTable(account), subjects), account, new AuditStore(account), log.Writer);
        JobRecord old = await JobAsync(jobs, documents, 31, JobState.Completed), running = await JobAsync(jobs, documents, 40, JobState.Running), young = await JobAsync(jobs, documents, 29, JobState.Failed);
        await subjects.KeepAsync(model, old.Id, old.CreatedAt, [new(1, new SubjectHash(7))], CancellationToken.None);
        foreach (string container in (string[])[StorageAccount.Scoring, StorageAccount.Labels])
        {
            await DropAsync(container, "old.csv", 31);
            await DropAsync(container, $"{running.Id}.csv", 31);
            await DropAsync(container, "young.csv", 29);
        }

        await DropAsync(StorageAccount.Audits, "reference/1-x.bin", 100);
        Assert.False((await retention.ApplyAsync(model, Now, CancellationToken.None)).Any); // nobody has asked for it
        await policies.SetAsync(model, new PrivacyPolicy { RetentionDays = 30 }, CancellationToken.None);

        Assert.Equal(new Expired(1, 1, 2, 1), await retention.ApplyAsync(model, Now, CancellationToken.None));
        Assert.False((await retention.ApplyAsync(model, Now, CancellationToken.None)).Any);

        Assert.Null(await jobs.FindAsync(old.Id, CancellationToken.None));
        Assert.Empty(await documents.ListAsync(model, old.Id, CancellationToken.None));
        Assert.Empty(await subjects.FindAsync(model, new SubjectHash(7), CancellationToken.None));
        Assert.NotNull(await jobs.FindAsync(running.Id, CancellationToken.None));
        Assert.Single(await documents.ListAsync(model, young.Id, CancellationToken.None));
        Assert.Equal([$"{model}/{running.Id}.csv", $"{model}/young.csv"], (await NamesAsync(StorageAccount.Scoring)).Order(StringComparer.Ordinal));
        Assert.Equal([$"{model}/young.csv"], await NamesAsync(StorageAccount.Labels));
    }

    private async Task<JobRecord> JobAsync(JobTable jobs, DocumentStore documents, int daysAgo, JobState state)
    {
        string id = Guid.NewGuid().ToString("N");
        var record = new JobRecord { Id = id, Model = model, CreatedAt = Now.AddDays(-daysAgo), Trigger = Triggers.Blob, State = state, File = $"{id}.csv", FinishedAt = state == JobState.Running ? null : Now.AddDays(-daysAgo) };
        await jobs.CreateAsync(record, CancellationToken.None);
        await documents.WriteAsync(model, id, DocumentStore.Document, BinaryData.FromString("{}"), CancellationToken.None);
        return record;
    }

    private async Task DropAsync(string container, string name, int daysAgo)
    {
        var metadata = new Dictionary<string, string> { ["arrived"] = Now.AddDays(-daysAgo).UtcTicks.ToString(CultureInfo.InvariantCulture) };
        await (await account.ContainerAsync(container)).GetBlobClient($"{model}/{name}").UploadAsync(BinaryData.FromString("x"), new BlobUploadOptions { Metadata = metadata });
    }

    private async Task<List<string>> NamesAsync(string container)
    {
        var names = new List<string>();
        await foreach (BlobItem blob in (await account.ContainerAsync(container)).GetBlobsAsync(prefix: model + "/"))
            names.Add(blob.Name);
        return names;
    }
}
