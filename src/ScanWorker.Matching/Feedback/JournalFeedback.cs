using System.Collections.Immutable;

namespace ScanWorker.Matching.Feedback;

/// <summary>
/// What one reading of feedback brought. Opinions and how far they were read are one record of the journal, so that
/// neither is there without the other.
/// </summary>
/// <param name="Opinions">Those that were news.</param>
/// <param name="Positions">Where the next reading of the topic goes on; empty of recordings.</param>
public sealed record JournalFeedback(ImmutableArray<Opinion> Opinions, ImmutableArray<FeedbackPosition> Positions);

/// <summary>How far one partition was read.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="Next">The offset to go on at.</param>
public sealed record FeedbackPosition(string Topic, int Partition, long Next);
