using System.Collections.Immutable;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Feedback;

/// <summary>
/// Votes on a source's entries on their way to its exchange. A record of those that are about to be sent goes before
/// the first request, and one of what became of them after the last: votes without the second may have been sent.
/// </summary>
/// <param name="Source">The source's name in the configuration.</param>
/// <param name="State">How far they are.</param>
/// <param name="Votes">Each has one state at a time: that of the last record that names it.</param>
public sealed record JournalSending(string Source, SendingState State, ImmutableArray<SentVote> Votes);

/// <summary>A vote as an exchange has it.</summary>
/// <param name="Entry">On which entry.</param>
/// <param name="On">On which of its hashes, in the exchange's words.</param>
/// <param name="Value">What it says, in the exchange's words; another value is another vote.</param>
public sealed record SentVote(EntryKey Entry, string On, string Value);

/// <summary>How far a vote is on its way.</summary>
public enum SendingState
{
    /// <summary>About to be sent: the exchange has it or not.</summary>
    Begun,

    /// <summary>The exchange has it; it is not sent again.</summary>
    Taken,

    /// <summary>The exchange does not take it; it is not sent again.</summary>
    Refused,

    /// <summary>The exchange does not have it; the next sending tries again.</summary>
    NotSent,
}
