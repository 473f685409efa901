using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// The frame that segments and snapshots share: a header, a table of sections, and the sections, each with a checksum.
/// </summary>
/// <remarks>
/// Everything about the layout follows from the table, which is checked on opening together with its own checksum, in
/// time that does not depend on the length of the file. <see cref="Verify"/> reads all bytes. No byte of a file is
/// outside of a checksum.
/// </remarks>
internal sealed class SectionFile
{
    private readonly SectionHeader[] _table;

    private SectionFile(SectionHeader[] table, SectionSet sections) => (_table, Sections) = (table, sections);

    internal SectionSet Sections { get; }

    /// <exception cref="SegmentException">The bytes are cut, altered, foreign or of another version; says
    /// which.</exception>
    internal static SectionFile Open(ByteRegion region, long start, long length, ulong magic)
    {
        var header = ReadHeader(region, start, length, magic);
        var tableBytes = (int)header.SectionCount * SectionHeader.SizeBytes;
        if (FileHeader.SizeBytes + tableBytes > length)
        {
            throw new SegmentException($"The file is cut: its {length} bytes do not hold its table of sections.");
        }

        var rows = region.Slice(start + FileHeader.SizeBytes, tableBytes);
        var table = MemoryMarshal.Cast<byte, SectionHeader>(rows).ToArray();
        if (ChecksumOf(header with { Checksum = default }, table) != header.Checksum)
        {
            throw new SegmentException("The file is altered: the checksum of its header does not fit.");
        }

        CheckLayout(header, table);
        var sections = new SectionSet([.. table.Select(row =>
            new Section(row.Kind, row.Group, row.Parameter, region, start + row.Offset, row.Length))]);
        GC.KeepAlive(region);
        return new SectionFile(table, sections);
    }

    internal static Hash256 ChecksumOf(in FileHeader headerWithoutChecksum, ReadOnlySpan<SectionHeader> table)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<FileHeader>(in headerWithoutChecksum)));
        hash.AppendData(MemoryMarshal.AsBytes(table));
        return new Hash256(hash.GetHashAndReset());
    }

    /// <summary>Checks every section against its checksum: reads the whole file once, on all cores.</summary>
    /// <exception cref="SegmentException">A section is altered; names it.</exception>
    internal void Verify()
    {
        for (var i = 0; i < _table.Length; i++)
        {
            var section = Sections.All[i];
            if (!PaddingIsZero(section) || SectionChecksum.Compute(section) != _table[i].Checksum)
            {
                throw section.Wrong("is altered: its checksum does not fit");
            }
        }
    }

    private static bool PaddingIsZero(Section section)
    {
        var padding = section.Region.Slice(
            section.Start + section.Length, (int)(section.PaddedLength - section.Length));
        var isZero = !padding.ContainsAnyExcept((byte)0);
        GC.KeepAlive(section);
        return isZero;
    }

    private static FileHeader ReadHeader(ByteRegion region, long start, long length, ulong magic)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Segments are read in place and are little-endian.");
        }

        if (length < FileHeader.SizeBytes)
        {
            throw new SegmentException($"The file is cut: {length} bytes are less than a header.");
        }

        var header = Unsafe.ReadUnaligned<FileHeader>(in region.Slice(start, FileHeader.SizeBytes)[0]);
        if (header.Magic != magic)
        {
            throw new SegmentException("The file is foreign: it does not begin as one of ours of this kind does.");
        }

        if (header.Version is < FileHeader.FirstVersion or > FileHeader.FramesVersion)
        {
            throw new SegmentException(
                $"The file has format version {header.Version}; "
                + $"this program reads versions {FileHeader.FirstVersion} to {FileHeader.FramesVersion}.");
        }

        if (header.Length != length)
        {
            throw new SegmentException(
                $"The file is cut or extended: it should have {header.Length} bytes, and has {length}.");
        }

        return header.SectionCount <= FileHeader.SectionsMax
            ? header
            : throw new SegmentException($"The file is altered: {header.SectionCount} sections are too many.");
    }

    // Sections follow each other without a gap: there is one valid layout, so nothing can hide or overlap.
    private static void CheckLayout(in FileHeader header, ReadOnlySpan<SectionHeader> table)
    {
        var expected = (long)FileHeader.SizeBytes + ((long)table.Length * SectionHeader.SizeBytes);
        foreach (ref readonly var row in table)
        {
            if (row.Offset != expected || row.Length < 0 || row.Length > header.Length - expected || row.Reserved != 0)
            {
                throw new SegmentException($"The file is altered: the section {row.Kind} has no valid place.");
            }

            expected += row.PaddedLength;
        }

        if (expected != header.Length || header.Reserved != 0)
        {
            throw new SegmentException("The file is altered: its sections do not fill it.");
        }
    }
}

/// <summary>The first 64 bytes of a segment or snapshot, little-endian.</summary>
/// <param name="Magic"><see cref="SegmentMagic"/> or <see cref="SnapshotMagic"/>.</param>
/// <param name="Version"><see cref="VersionOf"/> its sections; a reader refuses what it does not know.</param>
/// <param name="SectionCount">How many <see cref="SectionHeader"/> follow.</param>
/// <param name="Length">Of the whole file, in bytes.</param>
/// <param name="Reserved">Zero.</param>
/// <param name="Checksum">SHA-256 of this header, with 32 zero bytes here, and of the section table.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct FileHeader(
    ulong Magic, uint Version, uint SectionCount, long Length, long Reserved, Hash256 Checksum)
{
    internal const int SizeBytes = 64;
    internal const uint FirstVersion = 1;

    private const int VersionAt = 8;

    /// <summary>Of files with SHA-512 alone: a program that does not know it must refuse them, for it would read past
    /// the hashes, and find nothing, in silence.</summary>
    internal const uint Sha512Version = 2;

    /// <summary>Of files with frames of videos, for the same reason; they may have SHA-512, too.</summary>
    internal const uint FramesVersion = 3;

    /// <summary>More sections than any file of ours has; bounds what a foreign file can make us read.</summary>
    internal const uint SectionsMax = 1 << 16;

    internal static uint VersionOf(IEnumerable<Section> sections) => sections
        .Select(section => section.Kind switch
        {
            SectionKind.Frame or SectionKind.FrameNearStarts => FramesVersion,
            SectionKind.Sha512 or SectionKind.Sha512Starts => Sha512Version,
            SectionKind.Segment => MemoryMarshal.Read<uint>(section.Bytes(VersionAt, sizeof(uint))),
            _ => FirstVersion,
        }).DefaultIfEmpty(FirstVersion).Max();

    // As in PNG: a byte above 127 and both kinds of line end, so that a transfer as text shows at once.
    internal static ulong SegmentMagic { get; } =
        MemoryMarshal.Read<ulong>([0x89, (byte)'S', (byte)'W', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    internal static ulong SnapshotMagic { get; } =
        MemoryMarshal.Read<ulong>([0x89, (byte)'S', (byte)'W', (byte)'X', 0x0D, 0x0A, 0x1A, 0x0A]);
}
