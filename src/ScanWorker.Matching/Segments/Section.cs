using System.Runtime.CompilerServices;

namespace ScanWorker.Matching.Segments;

/// <summary>One section: where it lies in memory, and what it is.</summary>
internal sealed unsafe class Section
{
    private readonly ByteRegion _region;
    private readonly long _start;

    internal Section(SectionKind kind, uint group, uint parameter, ByteRegion region, long start, long length)
    {
        _ = region.Slice(start, 0);
        _ = region.Slice(start + length, 0);
        (Kind, Group, Parameter, _region, _start, Length) = (kind, group, parameter, region, start, length);
    }

    /// <summary>A section over an array, which must not change from now on.</summary>
    internal Section(SectionKind kind, uint parameter, ReadOnlyMemory<byte> bytes, uint group = 0)
        : this(kind, group, parameter, ByteRegion.Pin(bytes), 0, bytes.Length)
    {
    }

    /// <summary>The same bytes under another kind or layer.</summary>
    internal Section Of(SectionKind kind, uint group) => new(kind, group, Parameter, _region, _start, Length);

    internal SectionKind Kind { get; }

    internal uint Group { get; }

    internal uint Parameter { get; }

    /// <summary>In bytes.</summary>
    internal long Length { get; }

    internal long PaddedLength => SectionHeader.AlignUp(Length);

    internal ByteRegion Region => _region;

    internal long Start => _start;

    /// <exception cref="SegmentException">The span does not lie within the section.</exception>
    internal ReadOnlySpan<byte> Bytes(long offset, int length) =>
        offset >= 0 && length >= 0 && offset <= Length - length
            ? _region.Slice(_start + offset, length)
            : throw Wrong("is shorter than what refers to it");

    /// <summary>The whole section as rows of <typeparamref name="T"/>.</summary>
    /// <exception cref="SegmentException">The length is no multiple of the row's size, or there are too many
    /// rows.</exception>
    internal Column<T> As<T>(long skipBytes = 0)
        where T : unmanaged
    {
        var (rows, rest) = Math.DivRem(Length - skipBytes, Unsafe.SizeOf<T>());
        return rows is >= 0 and < int.MaxValue && rest == 0
            ? new Column<T>((T*)(_region.Start + _start + skipBytes), (int)rows)
            : throw Wrong("has a length that does not fit its rows");
    }

    internal SegmentException Wrong(string what) => new($"The section {Kind} {what}.");
}

/// <summary>What a section of a segment or snapshot holds. The numbers are the file format: never reuse one.</summary>
internal enum SectionKind : uint
{
    Counts = 1,

    Banks = 10,
    Sources = 11,
    Classifications = 12,
    Members = 13,

    BankOf = 20,
    SourceOf = 21,
    ClassificationOf = 22,
    MemberOf = 23,
    Flags = 24,
    PositiveOpinions = 25,
    NegativeOpinions = 26,
    DisabledUntilTicks = 27,
    DisabledUntilOffset = 28,
    AddedAtTicks = 29,
    AddedAtOffset = 30,
    UpdatedAtTicks = 31,
    UpdatedAtOffset = 32,
    TextStart = 33,
    Text = 34,

    Pdq = 40,
    PdqEntry = 41,
    Md5 = 42,
    Md5Entry = 43,
    Sha1 = 44,
    Sha1Entry = 45,
    Sha256 = 46,
    Sha256Entry = 47,
    Sha512 = 48, // This and the next are there only where an entry has one.
    Sha512Entry = 49,
    Frame = 50, // This and the next are there only where an entry has frames.
    FrameEntry = 51,

    Segment = 60,
    Dead = 61,
    LiveByBank = 62,

    // Tables: the starts of the buckets; the number after each is that of the records.
    KeyStarts = 70,
    Md5Starts = 72,
    Sha1Starts = 74,
    Sha256Starts = 76,
    Sha512Starts = 78, // Only where an entry has one.

    // Sixteen pairs, one for each chunk.
    NearStarts = 100,

    // Likewise, of frames.
    FrameNearStarts = 140,
}
