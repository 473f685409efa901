using System.Runtime.InteropServices;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Segments;

/// <summary>The first 64 bytes of a segment or snapshot, little-endian.</summary>
/// <param name="Magic"><see cref="SegmentMagic"/> or <see cref="SnapshotMagic"/>.</param>
/// <param name="Version"><see cref="CurrentVersion"/>; a reader refuses any other.</param>
/// <param name="SectionCount">How many <see cref="SectionHeader"/> follow.</param>
/// <param name="Length">Of the whole file, in bytes.</param>
/// <param name="Reserved">Zero.</param>
/// <param name="Checksum">SHA-256 of this header, with 32 zero bytes here, and of the section table.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct FileHeader(
    ulong Magic, uint Version, uint SectionCount, long Length, long Reserved, Hash256 Checksum)
{
    internal const int SizeBytes = 64;
    internal const uint CurrentVersion = 1;

    /// <summary>More sections than any file of ours has; bounds what a foreign file can make us read.</summary>
    internal const uint SectionsMax = 1 << 16;

    // As in PNG: a byte above 127 and both kinds of line end, so that a transfer as text shows at once.
    internal static ulong SegmentMagic { get; } =
        MemoryMarshal.Read<ulong>([0x89, (byte)'S', (byte)'W', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    internal static ulong SnapshotMagic { get; } =
        MemoryMarshal.Read<ulong>([0x89, (byte)'S', (byte)'W', (byte)'X', 0x0D, 0x0A, 0x1A, 0x0A]);
}
