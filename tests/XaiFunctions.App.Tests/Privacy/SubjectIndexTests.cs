using System.Text;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Options;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Privacy;

[Collection(StorageFixture.Collection)]
public sealed class SubjectIndexTests(StorageFixture storage)
{
    private static readonly DateTimeOffset Asked = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SubjectIndex index = new(storage.Account);
    private readonly string model = $"m{Guid.NewGuid():N}";

    [Fact]
    public async Task Hasher_SameModel_IsTheSameAndAnotherModelsIsAnother()
    {
        Assert.Null(await index.FindHasherAsync(model, CancellationToken.None));
        SubjectHasher[] drawn = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => index.HasherAsync(model, CancellationToken.None)));
        Assert.Single(drawn.Select(hasher => hasher.Hash(" C-1 ")).Append((await index.FindHasherAsync(model, CancellationToken.None))!.Hash("C-1")).Distinct());
        Assert.NotEqual(drawn[0].Hash("C-1"), (await index.HasherAsync(model + "2", CancellationToken.None)).Hash("C-1"));
        Assert.Contains(model, await index.ModelsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Find_SubjectWithRowsInSeveralJobs_GivesTheLatestFirstAndForgetsWhatIsRemoved()
    {
        SubjectHasher hasher = await index.HasherAsync(model, CancellationToken.None);
        string old = Guid.NewGuid().ToString("N"), young = Guid.NewGuid().ToString("N");
        // More rows than a batch holds, so that batches are cut.
        SubjectRow[] rows = [.. Enumerable.Range(1, 300).Select(row => new SubjectRow(row, hasher.Hash(row % 100 == 7 ? "many" : "bulk")))];
        await index.KeepAsync(model, old, Asked, rows, CancellationToken.None);
        await index.KeepAsync(model, young, Asked.AddHours(1), [new(3, hasher.Hash("many"))], CancellationToken.None);
        await index.KeepAsync(model, young, Asked.AddHours(1), [new(3, hasher.Hash("many"))], CancellationToken.None);

        IReadOnlyList<SubjectPlace> places = await index.FindAsync(model, hasher.Hash("many"), CancellationToken.None);
        Assert.Equal([(young, 3L), (old, 207), (old, 107), (old, 7)], places.Select(place => (place.Job, place.Row)));
        Assert.Equal(rows, await index.OfJobAsync(old, CancellationToken.None));

        for (int attempt = 0; attempt < 2; attempt++)
        {
            await index.RemoveAsync(model, old, hasher.Hash("many"), CancellationToken.None);
            Assert.Equal(young, Assert.Single(await index.FindAsync(model, hasher.Hash("many"), CancellationToken.None)).Job);
            Assert.Equal(rows.Length - 3, (await index.OfJobAsync(old, CancellationToken.None)).Count);
        }

        await index.RemoveAsync(model, old, null, CancellationToken.None);
        Assert.Empty(await index.OfJobAsync(old, CancellationToken.None));
        Assert.Empty(await index.FindAsync(model, hasher.Hash("bulk"), CancellationToken.None));
    }

    [Fact]
    public async Task Labels_ByKey_GoToTheLastRowOfTheLatestJobBeforeTheEnd()
    {
        SubjectHasher hasher = await index.HasherAsync(model, CancellationToken.None);
        string first = Guid.NewGuid().ToString("N"), second = Guid.NewGuid().ToString("N"), late = Guid.NewGuid().ToString("N");
        await index.KeepAsync(model, first, Asked, [new(1, hasher.Hash("a")), new(2, hasher.Hash("b"))], CancellationToken.None);
        await index.KeepAsync(model, second, Asked.AddHours(1), [new(4, hasher.Hash("a")), new(9, hasher.Hash("a"))], CancellationToken.None);
        await index.KeepAsync(model, late, Asked.AddDays(2), [new(5, hasher.Hash("a"))], CancellationToken.None);
        await (await storage.Account.ContainerAsync(StorageAccount.Labels)).GetBlobClient($"{model}/l.csv").UploadAsync(new BinaryData(Encoding.UTF8.GetBytes("label,key\npaid,a\nlost,b\npaid,nobody\npaid,\n")));

        var reader = new LabelReader(storage.Account, Microsoft.Extensions.Options.Options.Create(new ScoringLimits()));
        var keys = new LabelKeys(index, Sweep.Of(model, Asked, Asked.AddDays(1), SweepTriggers.Http));
        var found = new List<(string?, long, double, string?)>();
        await foreach (ReadLabel label in reader.ReadAsync($"{model}/l.csv", new LabelPolicy { Positive = ["paid"] }, CancellationToken.None))
        {
            (string Job, long Row)? place = label.Key is { } key ? await keys.FindAsync(key, CancellationToken.None) : null;
            found.Add((place?.Job, place?.Row ?? 0, label.Value, label.Problem));
        }

        Assert.Equal([(second, 9, 1, null), (first, 2, 0, null), (null, 0, 1, null), (null, 0, 0, "without a key")], found);
    }
}
