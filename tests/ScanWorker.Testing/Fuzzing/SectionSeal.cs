using System.Runtime.InteropServices;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>
/// Makes the checksums of damaged segments and snapshots fit again, so that the damage gets past them.
/// </summary>
internal static class SectionSeal
{
    /// <summary>Writes the length and all checksums anew, as far as there is a table of sections.</summary>
    internal static void Renew(Span<byte> file) => Renew(file, isInner: false);

    // A segment holds no segment. Damage can make one seem to, without end.
    private static void Renew(Span<byte> file, bool isInner)
    {
        if (file.Length < FileHeader.SizeBytes)
        {
            return;
        }

        ref var header = ref MemoryMarshal.AsRef<FileHeader>(file);
        var rows = (int)Math.Min(header.SectionCount, (uint)(file.Length / SectionHeader.SizeBytes) - 1);
        var table = MemoryMarshal.Cast<byte, SectionHeader>(
            file.Slice(FileHeader.SizeBytes, rows * SectionHeader.SizeBytes));
        foreach (ref var row in table)
        {
            if (row.Offset >= 0 && row.Length >= 0 && row.Length <= file.Length
                && row.Offset <= file.Length - row.PaddedLength)
            {
                var section = file.Slice((int)row.Offset, (int)row.Length);
                if (row.Kind == SectionKind.Segment && !isInner)
                {
                    Renew(section, isInner: true);
                }

                var copy = new Section(row.Kind, row.Parameter, section.ToArray());
                row = row with { Checksum = SectionChecksum.Compute(copy) };
            }
        }

        header = header with { Length = file.Length, Checksum = default };
        header = header with { Checksum = SectionFile.ChecksumOf(in header, table) };
    }
}
