using System.Runtime.InteropServices;
using ScanWorker.Benchmarks.Hashing;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Benchmarks.Index;

/// <summary>Sets and queries to measure with, the same in every run.</summary>
internal static class RandomSets
{
    internal const string Bank = "bank";

    internal static Hash256[] Hashes(int count, int seed)
    {
        var hashes = new Hash256[count];
        new Random(seed).NextBytes(MemoryMarshal.AsBytes(hashes.AsSpan()));
        return hashes;
    }

    /// <summary>One bank of entries that have a PDQ hash and an id of up to eight digits, and nothing else.</summary>
    internal static Segment SegmentOf(ReadOnlySpan<Hash256> hashes)
    {
        var builder = new SegmentBuilder();
        for (var i = 0; i < hashes.Length; i++)
        {
            builder.Add(new Entry(Bank, $"{i}", "source") { Pdq = hashes[i] });
        }

        return builder.Build();
    }

    /// <summary>
    /// The eight hashes of each of <paramref name="pictures"/> generated pictures, one after the other.
    /// </summary>
    internal static Hash256[] DihedralHashes(int pictures)
    {
        var hashes = new Hash256[pictures * PdqHasher.DihedralCount];
        for (var picture = 0; picture < pictures; picture++)
        {
            using var plane = Planes.Plasma(64 + (picture % 64), 64 + (picture / 64));
            var eight = hashes.AsSpan(picture * PdqHasher.DihedralCount, PdqHasher.DihedralCount);
            _ = PdqHasher.HashDihedral(plane, eight);
        }

        return hashes;
    }
}
