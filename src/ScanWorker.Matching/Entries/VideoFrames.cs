using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>
/// A vPDQ hash as it is matched: the PDQ hashes of a video's frames, each once. Where a frame stands in its video plays
/// no part. Immutable; equal when the hashes are.
/// </summary>
public sealed class VideoFrames : IEquatable<VideoFrames>
{
    /// <summary>What events, lists and commands call the hash.</summary>
    public const string AlgorithmId = "vpdq";

    /// <summary>Most frames of one entry: nearly three hours, of which no second is like another.</summary>
    public const int Max = 10_000;

    private VideoFrames(ImmutableArray<Hash256> hashes) => Hashes = hashes;

    /// <summary>In ascending order of their bytes, so that equal sets are equal texts.</summary>
    public ImmutableArray<Hash256> Hashes { get; }

    public int Count => Hashes.Length;

    /// <param name="hashes">In any order; of equal ones one counts.</param>
    public static VideoFrames Of(IEnumerable<Hash256> hashes)
    {
        var distinct = hashes.Distinct().ToArray();
        Array.Sort(distinct, Compare);
        return new VideoFrames(ImmutableCollectionsMarshal.AsImmutableArray(distinct));
    }

    /// <summary>Those of a segment, which is written as <see cref="Of"/> makes them.</summary>
    internal static VideoFrames AsWritten(ReadOnlySpan<Hash256> hashes) => new([.. hashes]);

    public bool Equals(VideoFrames? other) => other is not null && Hashes.AsSpan().SequenceEqual(other.Hashes.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as VideoFrames);

    public override int GetHashCode()
    {
        var code = new HashCode();
        code.AddBytes(MemoryMarshal.AsBytes(Hashes.AsSpan()));
        return code.ToHashCode();
    }

    /// <summary>Says nothing of the hashes, so that no log line can.</summary>
    public override string ToString() => "video frames";

    private static int Compare(Hash256 one, Hash256 other) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(in one)).SequenceCompareTo(
            MemoryMarshal.AsBytes(new ReadOnlySpan<Hash256>(in other)));
}
