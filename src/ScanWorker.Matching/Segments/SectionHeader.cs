using System.Runtime.InteropServices;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Segments;

/// <summary>One row of the table that follows the file header: 64 bytes, little-endian.</summary>
/// <param name="Kind">What the section holds.</param>
/// <param name="Group">The layer, in a snapshot; 0 in a segment.</param>
/// <param name="Parameter">Meaning by kind, for example the width of a number column.</param>
/// <param name="Reserved">Zero.</param>
/// <param name="Offset">From the start of the file; a multiple of 64.</param>
/// <param name="Length">In bytes, without the zero padding up to the next multiple of 64.</param>
/// <param name="Checksum">Over the section and its padding; see <see cref="SectionChecksum"/>.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct SectionHeader(
    SectionKind Kind, uint Group, uint Parameter, uint Reserved, long Offset, long Length, Hash256 Checksum)
{
    internal const int SizeBytes = 64;
    internal const int Alignment = 64;

    internal long PaddedLength => AlignUp(Length);

    internal static long AlignUp(long length) => (length + Alignment - 1) & -Alignment;
}
