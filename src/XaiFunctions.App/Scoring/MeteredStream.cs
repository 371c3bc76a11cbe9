using System.Security.Cryptography;

namespace XaiFunctions.App.Scoring;

/// <summary>Passes bytes through, counts them, tells an observer of the count and, if asked, hashes them.</summary>
/// <param name="inner">The stream that is read.</param>
/// <param name="hash">Gets every byte read, or null.</param>
/// <param name="onCount">Called with the bytes read so far after each read; may throw to refuse more.</param>
public sealed class MeteredStream(Stream inner, IncrementalHash? hash = null, Action<long>? onCount = null) : Stream
{
    /// <summary>The number of bytes read so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Note(buffer[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        Note(buffer.Span[..read]);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;

        hash?.AppendData(bytes);
        Count += bytes.Length;
        onCount?.Invoke(Count);
    }
}
