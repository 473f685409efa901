using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Reads every byte of a working set. The journal was checked by opening it.</summary>
/// <param name="workingSet">Open to read.</param>
/// <param name="trust">Whose manifests are believed.</param>
internal sealed class WorkingSetCheck(WorkingSet workingSet, ManifestTrust trust)
{
    /// <returns>A sentence for each thing that is wrong.</returns>
    public IEnumerable<string> Run()
    {
        var segments = workingSet.State.Working.Chain.Concat(workingSet.State.Published.Chain).ToHashSet();
        foreach (var version in workingSet.PublishedVersions())
        {
            if (Try(() => workingSet.ReadVersion(version, trust), out var manifest) is { } problem)
            {
                yield return problem;
            }

            segments.UnionWith(manifest?.Manifest.Segments ?? []);
        }

        foreach (var segment in segments)
        {
            if (Try(() => Verified(segment), out _) is { } problem)
            {
                yield return problem;
            }
        }
    }

    private Segment Verified(SegmentFacts facts)
    {
        var segment = workingSet.ReadSegment(facts);
        segment.Verify();
        return segment;
    }

    private static string? Try<T>(Func<T?> read, out T? value) where T : class
    {
        value = null;
        try
        {
            value = read();
            return null;
        }
        catch (Exception problem) when (problem is WorkingSetException or SegmentException)
        {
            return problem.Message;
        }
    }
}
