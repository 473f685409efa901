using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Import;

/// <summary>Refuses entries that would match what everybody uploads. Immutable.</summary>
public sealed class EntryHygiene
{
    private static readonly ContentDigests Empty = ContentDigester.Compute([]) with
    {
        Sha512 = ContentDigester.Sha512Of([]),
    };
    private readonly ImmutableArray<Hash256> _benign;
    private readonly int _radiusBits;

    /// <param name="benign">PDQ hashes of pictures that no list should hold, in all their transforms.</param>
    /// <param name="radiusBits">The distance of the bank, 0 to 256: what would match is what is refused.</param>
    public EntryHygiene(ImmutableArray<Hash256> benign, int radiusBits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)radiusBits, (uint)Hash256.SizeBits, nameof(radiusBits));
        (_benign, _radiusBits) = (benign, radiusBits);
    }

    // Fewer are not what is left of a video, but a picture or two.
    private const int FramesLeftMin = 3;

    /// <summary>Checks an entry, and each frame of a video: of one that is refused the rest is taken.</summary>
    /// <remarks>A video without a frame that can be taken, or with hardly any beside those that cannot, is refused,
    /// unless other hashes of it can be taken.</remarks>
    public CleanEntry Clean(Entry entry)
    {
        if (Check(entry) is { } refusal)
        {
            return new CleanEntry(entry, refusal);
        }

        if (entry.Vpdq is not { } video)
        {
            return new CleanEntry(entry, null);
        }

        Hash256[] kept = video.Count > VideoFrames.Max ? [] : [.. video.Hashes.Where(hash => Check(hash) is null)];
        if (kept.Length < FramesLeftMin && kept.Length < video.Count)
        {
            kept = []; // A title between test cards says less than its video.
        }

        var reason = video.Count == 0 ? RejectReason.NoFrames
            : video.Count > VideoFrames.Max ? RejectReason.TooManyFrames
            : RejectReason.Benign;
        var refused = video.Count > VideoFrames.Max ? 0 : video.Count - kept.Length;
        if (kept.Length > 0)
        {
            return new CleanEntry(refused == 0 ? entry : entry with { Vpdq = VideoFrames.Of(kept) }, null)
            {
                FramesRefused = refused,
            };
        }

        return entry is { Md5: null, Sha1: null, Sha256: null, Sha512: null, Pdq: null }
            ? new CleanEntry(entry, reason)
            : new CleanEntry(entry with { Vpdq = null }, null) { FramesRefused = refused, IsVideoLost = true };
    }

    /// <returns>Why the entry is refused, but for the frames of a video; or null.</returns>
    internal RejectReason? Check(Entry entry)
    {
        if (entry.Md5 == Empty.Md5 || entry.Sha1 == Empty.Sha1 || entry.Sha256 == Empty.Sha256
            || entry.Sha512 == Empty.Sha512)
        {
            return RejectReason.EmptyFile;
        }

        return entry.Pdq is { } pdq ? Check(pdq) : null;
    }

    private RejectReason? Check(Hash256 pdq)
    {
        var bitsSet = BitsSet(pdq);
        if (bitsSet is 0 or Hash256.SizeBits)
        {
            return RejectReason.ConstantPdq;
        }

        var featuredMin = HashAlgorithm.Pdq.FeaturedBitsMin;
        if (bitsSet < featuredMin || bitsSet > Hash256.SizeBits - featuredMin)
        {
            return RejectReason.Featureless;
        }

        return IsNearBenign(pdq) ? RejectReason.Benign : null;
    }

    // Two hashes that have nothing to do with each other differ in more than the radius after their first half already.
    private bool IsNearBenign(Hash256 pdq)
    {
        var words = MemoryMarshal.Cast<Hash256, ulong>(new ReadOnlySpan<Hash256>(in pdq));
        var (a, b) = (words[0], words[1]);
        for (var i = 0; i < _benign.Length; i++)
        {
            ref readonly var benign = ref _benign.ItemRef(i);
            var half = MemoryMarshal.Cast<Hash256, ulong>(new ReadOnlySpan<Hash256>(in benign));
            if (BitOperations.PopCount(a ^ half[0]) + BitOperations.PopCount(b ^ half[1]) <= _radiusBits
                && benign.DistanceTo(pdq) <= _radiusBits)
            {
                return true;
            }
        }

        return false;
    }

    private static int BitsSet(Hash256 hash)
    {
        var count = 0;
        foreach (var word in MemoryMarshal.Cast<Hash256, ulong>(new ReadOnlySpan<Hash256>(in hash)))
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }
}

/// <summary>What hygiene leaves of an entry.</summary>
/// <param name="Entry">What can be taken.</param>
/// <param name="Refusal">Why nothing can; null where something can.</param>
public sealed record CleanEntry(Entry Entry, RejectReason? Refusal)
{
    /// <summary>Frames that everybody may have in a video, such as a test card: they are not taken.</summary>
    public int FramesRefused { get; init; }

    /// <summary>No frame of the video could be taken; other hashes of the entry are.</summary>
    public bool IsVideoLost { get; init; }
}
