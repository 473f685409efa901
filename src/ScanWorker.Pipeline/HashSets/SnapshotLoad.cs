using System.Collections.Immutable;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>
/// Reads a version from the worker's own copy: from its saved index where that fits, and from segments for the rest.
/// </summary>
/// <remarks>
/// The segments are what the manifest proves. The saved index holds them too, with the search tables built: it only
/// saves time, and whatever is wrong with it, the segments are there.
/// </remarks>
internal sealed class SnapshotLoad(IHashSetSnapshots snapshots, HashSetManifest manifest)
{
    /// <exception cref="HashSetRefusedException">A segment is missing, cut or changed.</exception>
    /// <exception cref="SegmentException">A segment is as the manifest says, and no segment.</exception>
    public SnapshotContent Run()
    {
        var saved = OpenSaved();
        List<Segment> segments = [.. saved?.Segments ?? []];
        var savedSegments = segments.Count;
        foreach (var facts in manifest.Segments.Skip(savedSegments))
        {
            segments.Add(Open(facts));
        }

        var index = HashSetAssembler.Build(segments, saved);
        return new SnapshotContent(
            index, manifest.Segments.Zip(segments).ToImmutableDictionary(pair => pair.First.Id, pair => pair.Second),
            savedSegments);
    }

    private HashIndex? OpenSaved()
    {
        try
        {
            if (snapshots.OpenIndex(manifest.Set) is { } index && Fits([.. index.Segments]))
            {
                index.Verify();
                return index;
            }
        }
        catch (SegmentException)
        {
            // Altered on disk: the segments beside it are what counts.
        }

        return null;
    }

    private bool Fits(List<Segment> segments) =>
        segments.Count > 0 && segments.Count <= manifest.Segments.Length
        && manifest.Segments.Zip(segments).All(pair => pair.First.Fits(pair.Second));

    private Segment? Read(SegmentFacts facts)
    {
        try
        {
            return snapshots.OpenSegment(manifest.Set, facts);
        }
        catch (HashSetSnapshotException problem)
        {
            throw new HashSetRefusedException(RefusalReason.Unreadable, problem.Message, problem);
        }
    }

    private Segment Open(SegmentFacts facts)
    {
        var kept = Read(facts)
            ?? throw new HashSetRefusedException(RefusalReason.Missing, "A segment of the copy is missing or cut.");
        return facts.Fits(kept)
            ? kept
            : throw new HashSetRefusedException(
                RefusalReason.Corrupt, "A segment of the copy differs from its SHA-256.");
    }
}

/// <summary>What the worker's own copy holds, every byte of it proven against its manifest.</summary>
/// <param name="Index">Ready to answer.</param>
/// <param name="Segments">By id.</param>
/// <param name="SavedSegments">How many segments, from the first on, the saved index held.</param>
internal sealed record SnapshotContent(
    HashIndex Index, ImmutableDictionary<string, Segment> Segments, int SavedSegments);
