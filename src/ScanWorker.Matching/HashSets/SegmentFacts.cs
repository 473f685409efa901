using ScanWorker.Hashing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.HashSets;

/// <summary>
/// What a manifest says about one segment: enough to find it, and to prove that it is the one that was meant.
/// </summary>
/// <param name="Id">The first 32 digits of <paramref name="Sha256"/>: equal content has an equal id, whoever made
/// it.</param>
/// <param name="LengthBytes">Of the whole segment.</param>
/// <param name="Sha256">Of the whole segment.</param>
/// <param name="Entries">How many entries it adds or replaces.</param>
/// <param name="Withdrawals">How many entries of earlier segments it takes away.</param>
public sealed record SegmentFacts(string Id, long LengthBytes, Hash256 Sha256, long Entries, long Withdrawals)
{
    public const int IdLength = 32;

    /// <summary>Reads all bytes of the segment for their digest.</summary>
    public static SegmentFacts Of(Segment segment) =>
        new(IdOf(segment.Id), segment.LengthBytes, segment.Id, segment.EntryCount, segment.WithdrawalCount);

    /// <summary>The id that content with this digest has.</summary>
    public static string IdOf(in Hash256 sha256) => sha256.ToString()[..IdLength];

    /// <summary>Whether this is the segment that is meant. Reads all its bytes once.</summary>
    public bool Fits(Segment segment) => segment.LengthBytes == LengthBytes && segment.Id == Sha256;
}
