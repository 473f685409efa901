using System.Security.Cryptography;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Journals;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Makes what a working set holds the current version of its set.</summary>
/// <param name="workingSet">Open to write.</param>
/// <param name="set">The set's name.</param>
/// <param name="store">Where workers read it.</param>
/// <param name="key">Signs, or null for an unsigned version.</param>
/// <param name="clock">For the manifest's time.</param>
internal sealed class Publisher(WorkingSet workingSet, string set, IHashSetStore store, ECDsa? key, TimeProvider clock)
{
    /// <returns>The manifest that is current now, and how many bytes were sent.</returns>
    /// <exception cref="HashSetConflictException">Head is not where this working set left it.</exception>
    /// <exception cref="HashSetStoreUnavailableException">The store does not answer.</exception>
    public async Task<(HashSetManifest Manifest, long SentBytes)> PublishAsync(
        string by, string? why, CancellationToken cancellation)
    {
        var head = await store.ReadHeadAsync(set, cancellation);
        if (head > workingSet.State.PublishedVersion)
        {
            throw new HashSetConflictException(
                $"Version {head} was published from elsewhere; this working set last published version "
                + $"{workingSet.State.PublishedVersion}.", head);
        }

        var state = workingSet.State;
        var manifest = new HashSetManifest(
            set, state.PublishedVersion + 1, state.PublishedVersion, clock.GetUtcNow(), [.. state.Banks.Values], state.Chain)
        {
            By = by,
            Reason = why,
        };
        var sealedManifest = SealedManifest.Seal(manifest, key);
        workingSet.WriteVersion(sealedManifest);
        var publication = new HashSetPublication(sealedManifest, [.. state.Chain.Select(workingSet.ReadSegment)]);
        var sentBytes = await store.PublishAsync(publication, head, cancellation);
        workingSet.Append(new JournalRecord(0, default, by, JournalAction.Publish) { Why = why, Version = manifest.Version });
        return (manifest, sentBytes);
    }
}
