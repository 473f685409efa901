using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// The entries that reviewers dispute, as a segment that is published on top of the lists: there each has a negative
/// opinion, as if a member of its source had denied it, so that the policy lets what matches it go to review.
/// </summary>
/// <remarks>
/// The working set stays as its lists are. The segment is made anew for each version, so an entry is believed again by
/// the next one when reviewers or the settings say so.
/// </remarks>
internal static class DisputedEntries
{
    /// <param name="workingSet">Open to write; the segment is put in.</param>
    /// <param name="content">What is to be published.</param>
    /// <param name="reviewersNeeded">By bank; 0: its entries are never disputed.</param>
    /// <returns>Null: there are none that the lists themselves do not dispute. The same entries give the same
    /// segment.</returns>
    /// <exception cref="IOException">There is no room.</exception>
    public static SegmentFacts? SegmentOf(
        WorkingSet workingSet, PublishedContent content, Func<string, int> reviewersNeeded)
    {
        var keys = workingSet.State.Opinions.Disputed(reviewersNeeded);
        if (keys.Count == 0)
        {
            return null;
        }

        var found = new ChainSearch([.. content.Chain.Select(workingSet.OpenSegment)]).Find(keys);
        var builder = new SegmentBuilder();
        foreach (var entry in keys.Select(key => found.GetValueOrDefault(key)).OfType<Entry>()
            .Where(entry => entry.NegativeOpinions == 0))
        {
            builder.Add(entry with { NegativeOpinions = 1 });
        }

        return builder.EntryCount == 0 ? null : workingSet.AddSegment(builder.Build());
    }
}
