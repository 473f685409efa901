using System.Buffers;
using System.Security.Cryptography;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// The checksum of a section: SHA-256 over the SHA-256 of each of its blocks of 1 MiB, so that all cores can work on
/// one.
/// </summary>
internal static class SectionChecksum
{
    internal const int BlockBytes = 1 << 20;

    /// <summary>
    /// Checksum of <paramref name="section"/> with its zero padding; runs on all cores when it is long.
    /// </summary>
    internal static Hash256 Compute(Section section)
    {
        var blocks = (int)((section.PaddedLength + BlockBytes - 1) / BlockBytes);
        var digests = ArrayPool<byte>.Shared.Rent(Math.Max(1, blocks) * Hash256.SizeBytes);
        try
        {
            if (blocks <= 1)
            {
                HashBlock(section, 0, digests);
            }
            else
            {
                _ = Parallel.For(0, blocks, block => HashBlock(section, block, digests));
            }

            Span<byte> checksum = stackalloc byte[Hash256.SizeBytes];
            _ = SHA256.HashData(digests.AsSpan(0, blocks * Hash256.SizeBytes), checksum);
            return new Hash256(checksum);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(digests);
        }
    }

    // Only the last block can hold padding; it is hashed as zeros whether or not the bytes are there in memory.
    private static void HashBlock(Section section, int block, byte[] digests)
    {
        var start = (long)block * BlockBytes;
        var destination = digests.AsSpan(block * Hash256.SizeBytes, Hash256.SizeBytes);
        var present = section.Bytes(start, (int)Math.Min(BlockBytes, section.Length - start));
        var padding = (int)Math.Min(BlockBytes - present.Length, section.PaddedLength - section.Length);
        if (padding == 0)
        {
            _ = SHA256.HashData(present, destination);
        }
        else
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(present);
            hash.AppendData(stackalloc byte[padding]);
            _ = hash.GetHashAndReset(destination);
        }

        GC.KeepAlive(section);
    }
}
