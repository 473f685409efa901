using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>Reads and proves the worker's own copy while the rest of the program is still being put together.</summary>
/// <remarks>
/// A million entries take about as long to read as a host takes to be built, on the other core. What comes of it is
/// only used for a manifest of the very same bytes, which the loader believes by itself; whatever is wrong is left to
/// the loader, which reads anew and says what.
/// </remarks>
internal sealed class EarlySnapshot
{
    private Read? _read;

    private EarlySnapshot(IHashSetSnapshots snapshots, string set) =>
        Completion = Task.Run(() => _read = TryRead(snapshots, set));

    /// <summary>When there is nothing more to wait for.</summary>
    public Task Completion { get; }

    public static EarlySnapshot Begin(IHashSetSnapshots snapshots, string set) => new(snapshots, set);

    /// <summary>What was read for this manifest, once; null when there is nothing.</summary>
    public SnapshotContent? Take(ReadOnlySpan<byte> manifest)
    {
        if (!Completion.IsCompletedSuccessfully || Interlocked.Exchange(ref _read, null) is not { } read)
        {
            return null;
        }

        return read.Manifest.Span.SequenceEqual(manifest) ? read.Content : null;
    }

    private static Read? TryRead(IHashSetSnapshots snapshots, string set)
    {
        try
        {
            return snapshots.ReadManifest(set) is { } document
                ? new Read(
                    document,
                    new SnapshotLoad(snapshots, SealedManifest.Open(document, ManifestTrust.Anyone).Manifest).Run())
                : null;
        }
        catch (Exception problem) when (problem is HashSetRefusedException or SegmentException)
        {
            return null;
        }
    }

    private sealed record Read(ReadOnlyMemory<byte> Manifest, SnapshotContent Content);
}
