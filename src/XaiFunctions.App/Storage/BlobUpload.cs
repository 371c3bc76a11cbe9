using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace XaiFunctions.App.Storage;

/// <summary>
/// Writes a blob piece by piece with flat memory. The blob appears, whole, when <see cref="CommitAsync"/> is called, and not at all if it is not:
/// work that fails halfway leaves nothing that looks finished.
/// </summary>
/// <remarks>Block names count from 0, so two attempts that write the same bytes do not disturb each other.</remarks>
public sealed class BlobUpload(BlockBlobClient blob, string contentType) : Stream
{
    private const int BlockBytes = 4 << 20;

    private readonly List<string> blocks = [];
    private readonly MemoryStream buffer = new();

    /// <summary>The blob's metadata; null for none.</summary>
    public IDictionary<string, string>? Metadata { get; init; }

    /// <summary>The version that the blob must still have when it is made; null for any.</summary>
    public ETag? IfMatch { get; init; }

    /// <summary>The number of bytes written so far.</summary>
    public override long Length => (long)blocks.Count * BlockBytes + buffer.Length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Makes the blob of what was written. Nothing may be written afterwards.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        var headers = new BlobHttpHeaders { ContentType = contentType };
        BlobRequestConditions? conditions = IfMatch is { } version ? new BlobRequestConditions { IfMatch = version } : null;
        if (blocks.Count == 0)
        {
            buffer.Position = 0;
            await blob.UploadAsync(buffer, new BlobUploadOptions { HttpHeaders = headers, Metadata = Metadata, Conditions = conditions }, cancellation);
            return;
        }

        if (buffer.Length > 0)
        {
            string id = NextBlock();
            await blob.StageBlockAsync(id, buffer, cancellationToken: cancellation);
        }

        await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { HttpHeaders = headers, Metadata = Metadata, Conditions = conditions }, cancellation);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (Take(ref bytes))
        {
            blob.StageBlock(NextBlock(), buffer);
            buffer.SetLength(0);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        while (Take(ref bytes))
        {
            await blob.StageBlockAsync(NextBlock(), buffer, cancellationToken: cancellationToken);
            buffer.SetLength(0);
        }
    }

    /// <summary>Does nothing: a block is sent when it is full, and the last one by <see cref="CommitAsync"/>.</summary>
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private bool Take(ref ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        bool full = Take(ref span);
        bytes = bytes[^span.Length..];
        return full;
    }

    /// <summary>Moves as much as fits into the buffer.</summary>
    /// <returns>Whether the buffer is full.</returns>
    private bool Take(ref ReadOnlySpan<byte> bytes)
    {
        int count = (int)Math.Min(bytes.Length, BlockBytes - buffer.Length);
        buffer.Write(bytes[..count]);
        bytes = bytes[count..];
        return buffer.Length == BlockBytes;
    }

    private string NextBlock()
    {
        string id = Convert.ToBase64String(Encoding.ASCII.GetBytes(blocks.Count.ToString("D8", CultureInfo.InvariantCulture)));
        blocks.Add(id);
        buffer.Position = 0;
        return id;
    }
}
