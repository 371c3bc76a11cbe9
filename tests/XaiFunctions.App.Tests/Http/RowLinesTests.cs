using System.Text;
using XaiFunctions.App.Http;

namespace XaiFunctions.App.Tests.Http;

public sealed class RowLinesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 10)]
    [InlineData(500, 10)]
    [InlineData(500, 3_000)]
    [InlineData(5, 200_000)] // lines longer than what is read at once
    public async Task ReadAsync_FromAnyRow_GivesThatRowAndThoseAfterIt(int count, int mostText)
    {
        // Some rows were rejected, and lines are of any length.
        var random = new Random(7 + count);
        long[] rows = [.. Enumerable.Range(1, 2 * count).OrderBy(_ => random.Next()).Take(count).Order().Select(row => (long)row)];
        string[] lines = [.. rows.Select(row => Line(row, random.Next(mostText)))];
        using var file = new CountingStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        foreach (long from in (long[])[1, 2, count, (2 * count) - 1, 2 * count, (2 * count) + 1, .. Enumerable.Range(0, 20).Select(_ => (long)random.Next(1, (2 * count) + 2))])
        {
            int first = rows.TakeWhile(row => row < from).Count();
            var found = new List<(long, string)>();
            await foreach ((long row, ReadOnlyMemory<byte> line) in new RowLines(file).ReadAsync(from, CancellationToken.None))
            {
                found.Add((row, Encoding.UTF8.GetString(line.Span)));
                if (found.Count == 3)
                    break;
            }

            Assert.Equal(rows.Zip(lines).Skip(first).Take(3), found);
        }
    }

    [Fact]
    public async Task ReadAsync_LastRowOfManyOnly_ReadsLittle()
    {
        byte[] all = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 200_000).Select(row => Line(row, 80) + "\n")));
        using var file = new CountingStream(all);
        await foreach ((long row, _) in new RowLines(file).ReadAsync(200_000, CancellationToken.None))
            Assert.Equal(200_000, row);

        // Bisection halves 20 MB to a window of 64 KB in nine steps, and goes on within it.
        Assert.InRange(file.BytesRead, 1, 24 * RowLines.Window);
    }

    [Fact]
    public async Task ReadAsync_OtherFile_IsRefusedWithoutItsText()
    {
        using var file = new MemoryStream("{\"secret\":1}\n"u8.ToArray());
        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach ((long, ReadOnlyMemory<byte>) line in new RowLines(file).ReadAsync(1, CancellationToken.None))
                Assert.Fail("Such a line is no row.");
        });
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    private static string Line(long row, int text) => $"{{\"row\":{row},\"inputs\":{{\"row\":\"{new string('x', text)}\"}}}}";

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(destination, cancellationToken);
            BytesRead += read;
            return read;
        }
    }
}
