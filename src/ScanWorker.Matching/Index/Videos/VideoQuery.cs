using System.Numerics;
using System.Runtime.InteropServices;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Index.Videos;

/// <summary>A video that is looked for: the hashes of its frames, upright, each hash once.</summary>
/// <remarks>
/// A frame may have several hashes, such as all of it and what is within a border; it matches by any of them. Frames
/// and times are not compared in order.
/// </remarks>
public sealed class VideoQuery
{
    private readonly List<Hash256> _hashes = [];
    private readonly List<int> _frames = [];
    private readonly List<bool> _passedOver = [];
    private readonly HashSet<Hash256> _seen = [];
    private int _lastFrame = -1;

    /// <summary>How many frames there are, those with no hash of their own left out.</summary>
    internal int FrameCount { get; private set; }

    public int HashCount => _hashes.Count;

    internal ReadOnlySpan<Hash256> Hashes => CollectionsMarshal.AsSpan(_hashes);

    /// <summary>Adds one hash of a frame; one that is there already adds nothing.</summary>
    /// <param name="frame">The frame's number; those of one frame come together.</param>
    /// <param name="hash">One of its hashes.</param>
    /// <returns>The hash's position among those that were added; -1: it was there.</returns>
    public int Add(int frame, Hash256 hash)
    {
        if (!_seen.Add(hash))
        {
            return -1;
        }

        if (FrameCount == 0 || frame != _lastFrame)
        {
            (_lastFrame, FrameCount) = (frame, FrameCount + 1);
        }

        _hashes.Add(hash);
        _frames.Add(FrameCount - 1);
        _passedOver.Add(false);
        return _hashes.Count - 1;
    }

    /// <summary>
    /// A hash says nothing: it plays no part from now on, and neither do frames of entries that are near such hashes
    /// alone.
    /// </summary>
    /// <param name="hash">Its position.</param>
    public void PassOver(int hash) => _passedOver[hash] = true;

    internal bool IsPassedOver(int hash) => _passedOver[hash];

    /// <summary>How many frames have one of these hashes.</summary>
    /// <param name="hashes">A bit a hash.</param>
    internal int FramesOf(ReadOnlySpan<ulong> hashes)
    {
        var (count, last) = (0, -1);
        for (var word = 0; word < hashes.Length; word++)
        {
            for (var rest = hashes[word]; rest != 0; rest &= rest - 1)
            {
                // Those of one frame come together.
                var frame = _frames[(word << 6) + BitOperations.TrailingZeroCount(rest)];
                (count, last) = (frame == last ? count : count + 1, frame);
            }
        }

        return count;
    }

    /// <summary>How many frames have a hash that is not passed over.</summary>
    internal int CountingFrames() => _frames.Where((_, hash) => !_passedOver[hash]).Distinct().Count();
}

/// <summary>When a bank's videos match.</summary>
/// <param name="RadiusBits">The largest distance of two frames that match, 0 to 256; -1 leaves the bank out.</param>
/// <param name="KnownPercent">How many of a hundred frames of the known video must match one of the query's, 0 to
/// 100.</param>
/// <param name="QueryPercent">How many of a hundred frames of the query must match one of the known video's, 0 to
/// 100.</param>
/// <remarks>Whatever the percentages, a video of which no frame matches does not.</remarks>
public readonly record struct VideoRule(int RadiusBits, int KnownPercent, int QueryPercent)
{
    /// <summary>Leaves the bank out.</summary>
    public static VideoRule None { get; } = new(-1, 100, 100);

    /// <summary>Whether so many frames are enough.</summary>
    public bool Holds(FrameShare known, FrameShare query) =>
        known.IsAtLeast(KnownPercent) && query.IsAtLeast(QueryPercent);
}

/// <summary>How many frames of a video match.</summary>
public readonly record struct FrameShare(int Matched, int Total)
{
    /// <summary>At least one frame matches, and no fewer than so many of a hundred.</summary>
    public bool IsAtLeast(int percent) => Matched > 0 && Matched * 100L >= (long)percent * Total;
}

/// <summary>A known video of which enough matches.</summary>
/// <param name="Entry">Ordinal for <see cref="HashIndex.GetEntry"/>.</param>
/// <param name="Bank">Position in <see cref="HashIndex.Banks"/>.</param>
/// <param name="Distance">Of the two frames that are nearest, in bits.</param>
/// <param name="Hash">The hash of the query that is nearest: its position there.</param>
/// <param name="Known">Frames of the known video.</param>
/// <param name="Query">Frames of the query.</param>
public sealed record VideoMatch(int Entry, int Bank, int Distance, int Hash, FrameShare Known, FrameShare Query)
{
    /// <summary>The hashes of the query that are within the radius of one of its frames: their positions.</summary>
    public IEnumerable<int> Hashes =>
        Enumerable.Range(0, HashBits.Length * 64).Where(hash => (HashBits[hash >> 6] >> hash & 1) != 0);

    /// <summary>What a policy goes by of the entry: to be had without making it.</summary>
    public required EntryTraits Traits { get; init; }

    internal ulong[] HashBits { get; init; } = []; // A bit a hash.

    internal static IComparer<VideoMatch> NearestFirst { get; } = Comparer<VideoMatch>.Create((one, other) =>
        (one.Distance, one.Entry).CompareTo((other.Distance, other.Entry)));
}
