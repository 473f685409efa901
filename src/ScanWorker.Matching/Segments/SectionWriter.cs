using System.Runtime.InteropServices;

namespace ScanWorker.Matching.Segments;

/// <summary>Writes sections as a file. The same sections give the same bytes.</summary>
internal static class SectionWriter
{
    private const int ChunkBytes = 1 << 20;

    internal static long LengthOf(IReadOnlyList<Section> sections) =>
        FileHeader.SizeBytes + ((long)sections.Count * SectionHeader.SizeBytes)
        + sections.Sum(section => section.PaddedLength);

    internal static void Write(ulong magic, IReadOnlyList<Section> sections, Stream destination)
    {
        var table = new SectionHeader[sections.Count];
        var offset = (long)FileHeader.SizeBytes + ((long)table.Length * SectionHeader.SizeBytes);
        for (var i = 0; i < table.Length; i++)
        {
            var section = sections[i];
            var checksum = SectionChecksum.Compute(section);
            table[i] = new SectionHeader(
                section.Kind, section.Group, section.Parameter, 0, offset, section.Length, checksum);
            offset += section.PaddedLength;
        }

        var header = new FileHeader(magic, FileHeader.VersionOf(sections), (uint)table.Length, offset, 0, default);
        header = header with { Checksum = SectionFile.ChecksumOf(header, table) };
        destination.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<FileHeader>(in header)));
        destination.Write(MemoryMarshal.AsBytes(table.AsSpan()));
        foreach (var section in sections)
        {
            WriteSection(section, destination);
        }
    }

    private static void WriteSection(Section section, Stream destination)
    {
        for (var done = 0L; done < section.Length; done += ChunkBytes)
        {
            destination.Write(section.Bytes(done, (int)Math.Min(ChunkBytes, section.Length - done)));
        }

        Span<byte> padding = stackalloc byte[SectionHeader.Alignment];
        padding.Clear();
        destination.Write(padding[..(int)(section.PaddedLength - section.Length)]);
        GC.KeepAlive(section);
    }
}
