using System.Security.Cryptography;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.App.Tests.Storage;

[Collection(StorageFixture.Collection)]
public sealed class BlobStorageTests(StorageFixture storage)
{
    private readonly WorkStore work = new(storage.Account);
    private readonly string job = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4 << 20)]
    [InlineData((9 << 20) + 5)]
    public async Task BlobUpload_AnyLength_GivesTheSameBytesBack(int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        await using BlobUpload upload = await work.BeginAsync(job, "blob");
        for (int at = 0; at < length; at += 700_001)
            upload.Write(content.AsSpan(at, Math.Min(700_001, length - at)));
        Assert.Equal(length, upload.Length);
        await upload.CommitAsync(CancellationToken.None);

        Assert.Equal(content, (await work.ReadAsync(job, "blob", CancellationToken.None)).ToArray());
    }

    [Fact]
    public async Task BlobUpload_NeverCommitted_LeavesNoBlob()
    {
        await using (BlobUpload upload = await work.BeginAsync(job, "half"))
            await upload.WriteAsync(new byte[6 << 20]);

        Assert.False(await work.ExistsAsync(job, "half", CancellationToken.None));
    }

    [Fact]
    public async Task KeepFirst_SecondRecord_GivesTheFirst()
    {
        Assert.Equal("one", (await work.KeepFirstAsync(job, "record", new Note("one"), CancellationToken.None)).Text);
        Assert.Equal("one", (await work.KeepFirstAsync(job, "record", new Note("two"), CancellationToken.None)).Text);
        Assert.Equal("one", (await work.TryReadRecordAsync<Note>(job, "record", CancellationToken.None))!.Text);
    }

    [Fact]
    public async Task Remove_OneJob_LeavesTheOthers()
    {
        string other = Guid.NewGuid().ToString("N");
        foreach (string id in (string[])[job, other])
        {
            await work.WriteAsync(id, WorkStore.Plan, BinaryData.FromString("{}"), CancellationToken.None);
            await work.WriteAsync(id, WorkStore.Rows(3), BinaryData.FromString("x"), CancellationToken.None);
        }

        await work.RemoveAsync(job, CancellationToken.None);
        await work.RemoveAsync(job, CancellationToken.None);

        Assert.False(await work.ExistsAsync(job, WorkStore.Rows(3), CancellationToken.None));
        Assert.True(await work.ExistsAsync(other, WorkStore.Rows(3), CancellationToken.None));
    }

    [Fact]
    public async Task Read_MissingClaimCheck_SaysSo()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => work.ReadAsync(job, "nothing", CancellationToken.None));
        Assert.Contains($"{job}/nothing is missing", error.Message);
    }

    [Fact]
    public void RowChunk_WrittenAndRead_HasTheSameCellsInTheParentsCodes()
    {
        var own = new CategoryCodes();
        int oslo = own.Add("Oslo"), rome = own.Add("Rome");
        var chunk = new RowChunk(5, [7, 9], [8, 12], [1, double.NaN, 1, oslo, double.NaN, 2, 0.1, 0, rome, oslo], own);
        using var stream = new MemoryStream();
        chunk.Write(stream);
        stream.Position = 0;
        var background = new CategoryCodes();
        background.Add("Rome");

        RowChunk read = RowChunk.Read(stream, ScoringTexts.Schema, background);

        Assert.Equal([7, 9], read.RowNumbers);
        Assert.Equal([8, 12], read.LineNumbers);
        Assert.Equal([1, double.NaN, 1, 1, double.NaN, 2, 0.1, 0, 0, 1], read.Cells);
        Assert.Equal("Oslo", read.Codes.Text(1));
        Assert.Equal(1, background.Count);
    }

    [Fact]
    public void RowChunk_OtherBytes_AreRefused() =>
        Assert.Throws<InvalidDataException>(() => RowChunk.Read(new MemoryStream(new byte[64]), ScoringTexts.Schema, new CategoryCodes()));

    private sealed record Note(string Text);
}
