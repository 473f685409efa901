using System.Collections.Immutable;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Lookback;

/// <summary>What a look back at one upload leads to.</summary>
/// <param name="UploadId">Whose.</param>
/// <param name="Before">The action that its verdict had.</param>
/// <param name="Now">The action that it has now.</param>
/// <param name="Banks">Of the entries that the finding rests on.</param>
/// <param name="Events">A late verdict, and what it calls for.</param>
public sealed record LookbackFinding(
    string UploadId, PolicyAction Before, PolicyAction Now, ImmutableArray<string> Banks,
    ImmutableArray<OutboundEvent> Events)
{
    /// <summary>The upload, by the position of its event.</summary>
    public required string Origin { get; init; }

    /// <summary>The number of the decision that it supersedes; 0 for the first verdict.</summary>
    public required int Superseding { get; init; }

    /// <summary>How much room its events take.</summary>
    internal long SizeBytes => Events.Sum(outbound => outbound.SizeBytes);

    public override string ToString() => $"{KebabCase.Of(Before)} is {KebabCase.Of(Now)}";
}

/// <summary>How far a look back has come.</summary>
/// <param name="Uploads">Verdicts that were looked at.</param>
/// <param name="Findings">Uploads with another outcome.</param>
/// <param name="Events">Events that they call for.</param>
public sealed record LookbackCounts(long Uploads, long Findings, long Events)
{
    /// <summary>
    /// Verdicts with too few hashes to be searched in full: none of a part of the picture that banks ask for by now, or
    /// few, since the broker refused them whole; and those whose search gave up.
    /// </summary>
    public long PartsUnsearched { get; init; }

    /// <summary>Partitions of the topic that this instance worked at; others did the rest, or had done it.</summary>
    public int Partitions { get; init; }

    public static LookbackCounts None { get; } = new(0, 0, 0);
}
