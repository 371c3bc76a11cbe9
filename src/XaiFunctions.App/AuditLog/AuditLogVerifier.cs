using System.Text.Json;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.AuditLog;

/// <summary>What reading the whole log came to.</summary>
/// <param name="Records">The records that were read.</param>
/// <param name="Heads">The signed heads that were checked.</param>
/// <param name="Newest">The newest signed head, or null if there is none.</param>
/// <param name="Problems">What is wrong, in words; empty if nothing is.</param>
public sealed record AuditLogReport(long Records, int Heads, SignedTreeHead? Newest, IReadOnlyList<string> Problems);

/// <summary>
/// Reads the whole log again and finds what was altered, removed, added or reordered: the records must be numbered without a gap, agree with the leaves that
/// the index kept, and give the root of every head that was ever signed.
/// </summary>
/// <remarks>
/// Records, index and signed heads all lie in one account, whose owner could replace all three together: a head that was kept elsewhere, or the public key, shows
/// that. Records that no head covers are held against the index alone.
/// </remarks>
public sealed class AuditLogVerifier(AuditLogBlobs blobs, AuditLogIndex index)
{
    private const long MostGone = 1_000_000;

    /// <summary>Verifies the log.</summary>
    /// <param name="kept">Heads that were kept elsewhere.</param>
    /// <param name="publicKeys">The keys that may have signed, each as a SubjectPublicKeyInfo; empty to take the heads' own word for it.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<AuditLogReport> VerifyAsync(IReadOnlyList<SignedTreeHead> kept, IReadOnlyList<byte[]> publicKeys, CancellationToken cancellation)
    {
        var problems = new List<string>();
        var heads = new List<SignedTreeHead>(kept);
        await foreach ((string segment, byte[] line) in blobs.ReadAllAsync("heads", cancellation))
        {
            try
            {
                heads.Add(SignedTreeHead.Parse(line));
            }
            catch (JsonException)
            {
                problems.Add($"A line of {segment} is no signed tree head.");
            }
        }

        problems.AddRange(heads.Where(head => !IsTrusted(head, publicKeys)).Select(head =>
            $"The head of {head.Head.Size} records of {head.Head.At:u} is not signed by {(publicKeys.Count == 0 ? "the key that it names" : "a given key")}."));
        (long size, int checkedHeads) = await VerifyRecordsAsync(heads, problems, cancellation);
        return new(size, checkedHeads, heads.MaxBy(head => head.Head.Size), problems);
    }

    private static bool IsTrusted(SignedTreeHead head, IReadOnlyList<byte[]> publicKeys) =>
        (publicKeys.Count == 0 || publicKeys.Any(key => key.AsSpan().SequenceEqual(head.PublicKey))) && head.IsSigned();

    private async Task<(long Size, int Heads)> VerifyRecordsAsync(List<SignedTreeHead> heads, List<string> problems, CancellationToken cancellation)
    {
        var signed = new SignedSizes(heads, problems);
        var tree = new MerkleFrontier();
        await using var leaves = new LeafCursor(index.ReadLeavesAsync(cancellation));
        var absent = new SortedSet<long>();
        long next = 0;
        await foreach ((string segment, byte[] line) in blobs.ReadAllAsync("records", cancellation))
        {
            long place = PlaceOf(line, next, problems);
            if (place < next)
                problems.Add($"Record {place} stands behind record {next - 1}.");
            for (; next <= place; next++)
                absent.Add(next);
            bool isFirst = absent.Remove(place);
            if (!isFirst)
                problems.Add($"Record {place} is there twice.");
            if (segment != blobs.SegmentName("records", place))
                problems.Add($"Record {place} is in {segment}.");

            Digest leaf = MerkleTree.LeafHash(line);
            Digest? indexed = isFirst ? await leaves.TakeAsync(place) : leaf;
            if (indexed is null)
                problems.Add($"Record {place} is not in the index.");
            else if (indexed != leaf)
                problems.Add($"Record {place} is not what the index says was appended.");
            tree.Append(leaf);
            signed.Check(tree);
        }

        await foreach (long left in leaves.LeftAsync())
            absent.Add(left);
        problems.AddRange(Ranges(absent).Select(range => range.First == range.Last ? $"Record {range.First} is gone." : $"Records {range.First} to {range.Last} are gone."));
        signed.CheckEnd(tree.Size);
        return (tree.Size, heads.Count);
    }

    /// <summary>The number that a line bears, or, if it is no record, the one that is due.</summary>
    private static long PlaceOf(byte[] line, long due, List<string> problems)
    {
        try
        {
            long place = AuditRecord.Parse(line).Sequence;
            if (place >= 0 && place - due < MostGone)
                return place;
            problems.Add($"What should be record {due} says that it is record {place}.");
        }
        catch (InvalidDataException exception)
        {
            problems.Add($"What should be record {due} {exception.Message}.");
        }

        return due;
    }

    private static IEnumerable<(long First, long Last)> Ranges(IEnumerable<long> numbers)
    {
        (long First, long Last)? range = null;
        foreach (long number in numbers)
        {
            if (range is { } open && number == open.Last + 1)
            {
                range = (open.First, number);
                continue;
            }

            if (range is { } closed)
                yield return closed;
            range = (number, number);
        }

        if (range is { } last)
            yield return last;
    }

    /// <summary>The leaves of the index beside the records: both come in the log's order, so that only those of records that stand elsewhere are held.</summary>
    private sealed class LeafCursor(IAsyncEnumerable<(long Sequence, Digest Leaf)> leaves) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<(long Sequence, Digest Leaf)> ahead = leaves.GetAsyncEnumerator();
        private readonly Dictionary<long, Digest> passed = [];
        private bool isBegun, isOver;

        /// <summary>Takes the leaf of a record; null if the index has none.</summary>
        public async ValueTask<Digest?> TakeAsync(long place)
        {
            while (await HasNextAsync() && ahead.Current.Sequence <= place)
            {
                passed[ahead.Current.Sequence] = ahead.Current.Leaf;
                isOver = !await ahead.MoveNextAsync();
            }

            return passed.Remove(place, out Digest leaf) ? leaf : null;
        }

        /// <summary>The records behind the last that was taken: the index has them, the log does not.</summary>
        public async IAsyncEnumerable<long> LeftAsync()
        {
            while (await HasNextAsync())
            {
                yield return ahead.Current.Sequence;
                isOver = !await ahead.MoveNextAsync();
            }
        }

        public ValueTask DisposeAsync() => ahead.DisposeAsync();

        private async ValueTask<bool> HasNextAsync()
        {
            if (!isBegun)
                isOver = !await ahead.MoveNextAsync();
            isBegun = true;
            return !isOver;
        }
    }

    /// <summary>Holds the tree against the heads as it grows. Behind the first that disagrees nothing can agree.</summary>
    private sealed class SignedSizes(IReadOnlyList<SignedTreeHead> heads, List<string> problems)
    {
        private readonly ILookup<long, SignedTreeHead> bySize = heads.ToLookup(head => head.Head.Size);
        private long agreed;
        private bool disagreed;

        public void Check(MerkleFrontier tree)
        {
            if (disagreed || !bySize.Contains(tree.Size))
                return;
            disagreed = bySize[tree.Size].Any(head => head.Head.Root != tree.Root);
            if (disagreed)
                problems.Add($"The first {tree.Size} records are not those whose head was signed; the first {agreed} are as they were signed.");
            else
                agreed = tree.Size;
        }

        public void CheckEnd(long size)
        {
            foreach (long more in bySize.Select(group => group.Key).Where(signedSize => signedSize > size).Order().TakeLast(1))
                problems.Add($"A head of {more} records was signed, and the log has {size}.");
        }
    }
}
