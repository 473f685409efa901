using System.Collections.Immutable;
using System.Security.Cryptography;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// Entries added or changed, and entries withdrawn: one immutable, versioned, columnar piece of a hash set.
/// </summary>
/// <remarks>
/// Read in place: opening makes no object per entry. Safe for any number of readers. The bytes are little-endian; the
/// layout is in <c>docs/segment-format.md</c>. Made by <see cref="SegmentBuilder"/>, which puts each key into a segment
/// once.
/// </remarks>
public sealed class Segment
{
    /// <summary>Most entries and withdrawals of one segment.</summary>
    public const int RowsMax = 1 << 28;

    private readonly ByteRegion _region;
    private readonly long _start;
    private readonly SectionFile _file;
    private readonly EntryDetails _details;
    private readonly Lazy<Hash256> _id;

    private Segment(ByteRegion region, long start, long length)
    {
        (_region, _start, LengthBytes) = (region, start, length);
        _file = SectionFile.Open(region, start, length, FileHeader.SegmentMagic);
        var counts = _file.Sections[SectionKind.Counts].As<long>();
        if (counts.Count != 2 || counts[0] is < 0 or > RowsMax || counts[1] < 0 || counts[1] > RowsMax - counts[0])
        {
            throw new SegmentException("The segment gives no valid number of entries.");
        }

        (EntryCount, WithdrawalCount) = ((int)counts[0], (int)counts[1]);
        Pdq = Hashes<Hash256>(SectionKind.Pdq, SectionKind.PdqEntry);
        Md5 = Hashes<Hash128>(SectionKind.Md5, SectionKind.Md5Entry);
        Sha1 = Hashes<Hash160>(SectionKind.Sha1, SectionKind.Sha1Entry);
        Sha256 = Hashes<Hash256>(SectionKind.Sha256, SectionKind.Sha256Entry);
        Sha512 = _file.Sections.Find(SectionKind.Sha512) is null
            ? default
            : Hashes<Hash512>(SectionKind.Sha512, SectionKind.Sha512Entry);
        Frames = _file.Sections.Find(SectionKind.Frame) is { } frames
            ? new FrameColumn(frames, _file.Sections[SectionKind.FrameEntry], EntryCount)
            : default;
        _details = new EntryDetails(_file.Sections, EntryCount, WithdrawalCount);
        _id = new Lazy<Hash256>(ComputeId);
        GC.KeepAlive(region);
    }

    /// <summary>Entries added or changed.</summary>
    public int EntryCount { get; }

    /// <summary>Entries of earlier segments that are no longer listed.</summary>
    public int WithdrawalCount { get; }

    public long LengthBytes { get; }

    /// <summary>The segment's name: SHA-256 of its bytes. Computed at the first call, about 0.5 s a GB.</summary>
    public Hash256 Id => _id.Value;

    /// <summary>Names of the banks that entries and withdrawals of this segment belong to.</summary>
    public ImmutableArray<string> Banks => _details.Banks;

    internal HashColumn<Hash256> Pdq { get; }

    internal HashColumn<Hash128> Md5 { get; }

    internal HashColumn<Hash160> Sha1 { get; }

    internal HashColumn<Hash256> Sha256 { get; }

    internal HashColumn<Hash512> Sha512 { get; }

    internal FrameColumn Frames { get; }

    internal SectionSet Sections => _file.Sections;

    /// <summary>Where the bytes are, as one section: for writing them elsewhere.</summary>
    internal Section Bytes => new(SectionKind.Segment, 0, 0, _region, _start, LengthBytes);

    /// <summary>
    /// Opens a segment in memory and checks all of it. The bytes must not change from now on; they are not copied.
    /// </summary>
    /// <exception cref="SegmentException">Cut, altered, foreign or of another version; says which.</exception>
    public static Segment Open(ReadOnlyMemory<byte> bytes)
    {
        var region = ByteRegion.Pin(bytes);
        var segment = new Segment(region, 0, region.Length);
        segment.Verify();
        return segment;
    }

    /// <summary>Maps a segment file into memory and checks its frame; <see cref="Verify"/> checks the rest.</summary>
    /// <exception cref="SegmentException">Cut, altered in its frame, foreign or of another version; says
    /// which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Segment Map(string path)
    {
        var region = ByteRegion.Map(path);
        return new Segment(region, 0, region.Length);
    }

    /// <summary>Reads every byte once, on all cores, and checks it against its checksum.</summary>
    /// <exception cref="SegmentException">A section is altered; names it.</exception>
    public void Verify()
    {
        _file.Verify();
        Frames.CheckOrder();
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Makes the entry at <paramref name="position"/>, 0 to <see cref="EntryCount"/> - 1, in the order of building.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No such position.</exception>
    /// <exception cref="SegmentException">The segment is altered where the entry lies.</exception>
    public Entry GetEntry(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)EntryCount, nameof(position));
        var entry = _details.Read(position) with
        {
            Md5 = Md5.Find(position),
            Sha1 = Sha1.Find(position),
            Sha256 = Sha256.Find(position),
            Sha512 = Sha512.Find(position),
            Pdq = Pdq.Find(position),
            Vpdq = Frames.Find(position),
        };
        GC.KeepAlive(this);
        return entry;
    }

    /// <summary>
    /// The key of the withdrawal at <paramref name="position"/>, 0 to <see cref="WithdrawalCount"/> - 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No such position.</exception>
    /// <exception cref="SegmentException">The segment is altered where the withdrawal lies.</exception>
    public EntryKey GetWithdrawal(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)WithdrawalCount, nameof(position));
        var key = _details.ReadKey(EntryCount + position);
        GC.KeepAlive(this);
        return key;
    }

    /// <summary>The key of the entry at <paramref name="position"/>: cheaper than the whole entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such position.</exception>
    /// <exception cref="SegmentException">The segment is altered where the entry lies.</exception>
    public EntryKey GetKey(int position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)EntryCount, nameof(position));
        var key = _details.ReadKey(position);
        GC.KeepAlive(this);
        return key;
    }

    /// <summary>
    /// Copies the segment's bytes from <paramref name="offset"/> on: for sending or writing them elsewhere.
    /// </summary>
    /// <exception cref="SegmentException">Not so many bytes follow the offset.</exception>
    public void CopyBytes(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > LengthBytes - destination.Length)
        {
            throw new SegmentException("The bytes asked for lie outside of the segment.");
        }

        _region.Slice(_start + offset, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>As <see cref="GetKey"/>, of a number that a search table holds.</summary>
    /// <exception cref="SegmentException">No such entry: the table is altered; or the segment is where the entry
    /// lies.</exception>
    internal EntryKey KeyOf(int entry) => entry < EntryCount
        ? GetKey(entry)
        : throw new SegmentException("A search table refers to an entry that is not there.");

    /// <summary>Bytes that were just written by us.</summary>
    internal static Segment OpenTrusted(ReadOnlyMemory<byte> bytes) => new(ByteRegion.Pin(bytes), 0, bytes.Length);

    /// <summary>A segment that lies inside of a snapshot.</summary>
    internal static Segment Open(Section section) => new(section.Region, section.Start, section.Length);

    /// <summary>Position of the entry's bank in <see cref="Banks"/>.</summary>
    internal int BankOf(int entry) => _details.BankOf(entry);

    /// <summary>What a policy goes by of the entry.</summary>
    internal EntryTraits TraitsOf(int entry) => _details.TraitsOf(entry);

    /// <summary>Hash of the entry's key.</summary>
    internal ulong KeyHashOf(int entry) => _details.KeyHashOf(entry);

    private HashColumn<T> Hashes<T>(SectionKind hashes, SectionKind entryOf)
        where T : unmanaged =>
        new(_file.Sections[hashes], _file.Sections[entryOf], EntryCount);

    private Hash256 ComputeId()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var done = 0L; done < LengthBytes; done += SectionChecksum.BlockBytes)
        {
            var length = (int)Math.Min(SectionChecksum.BlockBytes, LengthBytes - done);
            hash.AppendData(_region.Slice(_start + done, length));
        }

        GC.KeepAlive(this);
        return new Hash256(hash.GetHashAndReset());
    }
}

/// <summary>A segment or snapshot is cut, altered, foreign, or of a newer version. It must not be used.</summary>
/// <remarks>The message says what is wrong and where; it holds no hash and no entry id.</remarks>
public sealed class SegmentException : Exception
{
    internal SegmentException(string message)
        : base(message)
    {
    }

    internal SegmentException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
