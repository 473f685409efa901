using System.Buffers;
using System.Security.Cryptography;
using ScanWorker.Hashing;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>Brings one segment from the store into a draft, chunk by chunk, and proves it on the way.</summary>
internal sealed class SegmentFetch(IHashSetStore store, HashSetMetrics metrics)
{
    /// <returns>The proven segment.</returns>
    /// <exception cref="HashSetRefusedException">A chunk is missing, the bytes are not those that the manifest names,
    /// or no segment.</exception>
    /// <exception cref="HashSetStoreUnavailableException">The store went away.</exception>
    /// <exception cref="HashSetSnapshotException">There is no room for the draft.</exception>
    public async Task<Segment> RunAsync(
        string set, SegmentFacts segment, IHashSetSnapshots snapshots, CancellationToken cancellation)
    {
        using var draft = snapshots.DraftSegment(set, segment);
        await ReadAsync(
            store, set, segment, chunk =>
            {
                draft.Append(chunk.Span);
                metrics.Fetched(chunk.Length);
            },
            cancellation);
        try
        {
            return draft.Finish();
        }
        catch (SegmentException problem)
        {
            throw new HashSetRefusedException(RefusalReason.UnknownFormat, problem.Message, problem);
        }
    }

    /// <summary>Reads every byte of a segment, and proves it to be what its manifest names.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="set">The hash set's name.</param>
    /// <param name="segment">As the manifest has it.</param>
    /// <param name="take">Is lent each chunk, in order.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="HashSetRefusedException">A chunk is missing, or the bytes are not those that the manifest
    /// names.</exception>
    /// <exception cref="HashSetStoreUnavailableException">The store went away.</exception>
    internal static async Task ReadAsync(
        IHashSetStore store, string set, SegmentFacts segment, Action<ReadOnlyMemory<byte>> take,
        CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(HashSetLayout.ChunkBytes);
        try
        {
            for (var index = 0; index < HashSetLayout.ChunkCount(segment.LengthBytes); index++)
            {
                var length = await store.ReadChunkAsync(set, segment.Id, index, buffer, cancellation);
                Check(length, HashSetLayout.ChunkLength(segment.LengthBytes, index));
                digest.AppendData(buffer, 0, length);
                take(buffer.AsMemory(0, length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (new Hash256(digest.GetHashAndReset()) != segment.Sha256)
        {
            throw new HashSetRefusedException(RefusalReason.Corrupt, "A segment differs from its SHA-256.");
        }
    }

    private static void Check(int length, int expected)
    {
        if (length < 0)
        {
            throw new HashSetRefusedException(RefusalReason.Missing, "A segment is not whole in the store.");
        }

        if (length != expected)
        {
            throw new HashSetRefusedException(RefusalReason.Corrupt,
                "A chunk of a segment is shorter or longer than it must be.");
        }
    }
}
