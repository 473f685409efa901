using System.Diagnostics.Metrics;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Canary;

/// <summary>
/// The scanning line as uploads go through it, over an index and under a policy with the canary's entries.
/// </summary>
/// <remarks>
/// The same stages and limits as for uploads; no findings cache, which would hide a broken decoder, and no metrics.
/// </remarks>
internal sealed class CanaryLine(FetchStage fetch, DecodeStage decode, TimeProvider clock)
{
    private static readonly FindingsOrigin NoOrigin = new("canary", []);

    private readonly ScanMetrics _unheard = new(new UnheardMeters());

    /// <summary>Lays the canary's entries over an index; tests break it here.</summary>
    internal Func<HashIndex, HashIndex> Over { get; init; } = CanaryEntries.Over;

    /// <summary>Gives the canary a place in a policy; tests break it here.</summary>
    internal Func<VerdictPolicy, VerdictPolicy> Under { get; init; } = CanaryEntries.Under;

    /// <summary>The line over one version of the hash set.</summary>
    public IUploadScanner For(LoadedHashSet set, VerdictPolicy policy)
    {
        var cell = new HashIndexCell();
        cell.Swap(set with { Index = Over(set.Index) });
        return new ScanPipeline(
            cell, new PolicyCell(Under(policy)), new FindingsMemory(new NoFindingsCache(), NoOrigin), fetch, decode,
            new SearchPlanner(),
            new TrustingMatchGuard(), clock, _unheard);
    }

    public static UploadEvent UploadOf(CanaryPicture picture) => new(
        new UploadData { UploadId = picture.ToString(), Content = new UploadContent() },
        new ContentLocation.Inline(picture.Bytes),
        AnnouncedSha256: null, EventContext.None);

    private sealed class UnheardMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new("canary");

        public void Dispose()
        {
            // Its meters hold nothing.
        }
    }
}
