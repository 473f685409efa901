using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Reads every byte of a version in the store.</summary>
internal sealed class StoreCheck(IHashSetStore store, string set, ManifestTrust trust)
{
    /// <param name="version">Which; null for the current one.</param>
    /// <param name="workingSet">What its manifest must be equal to, if it was published from here.</param>
    /// <param name="cancellation">Shutdown.</param>
    /// <returns>A sentence for each thing that is wrong.</returns>
    /// <exception cref="HashSetStoreUnavailableException">The store does not answer.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(long? version, WorkingSet workingSet,
        CancellationToken cancellation)
    {
        if ((version ?? await store.ReadHeadAsync(set, cancellation)) is not { } wanted)
        {
            return ["The store has no current version."];
        }

        if (await store.ReadManifestAsync(set, wanted, cancellation) is not { } document)
        {
            return [$"The store has no manifest of version {wanted}."];
        }

        try
        {
            var manifest = SealedManifest.Open(document, trust).Manifest;
            var problems = new List<string>();
            if (manifest.Version != wanted || manifest.Set != set)
            {
                problems.Add($"Under version {wanted} of '{set}' is the manifest of version {manifest.Version} of "
                    + $"'{manifest.Set}'.");
            }

            if (workingSet.ReadVersion(wanted) is { } own && !own.Document.Span.SequenceEqual(document.Span))
            {
                problems.Add($"The manifest of version {wanted} in the store is not the one that was published from "
                    + $"here.");
            }

            foreach (var segment in manifest.Segments)
            {
                if (await CheckAsync(segment, cancellation) is { } problem)
                {
                    problems.Add($"Segment {segment.Id} in the store: {problem}");
                }
            }

            return problems;
        }
        catch (HashSetRefusedException refusal)
        {
            return [$"Version {wanted} in the store: {refusal.Message}"];
        }
    }

    private async Task<string?> CheckAsync(SegmentFacts segment, CancellationToken cancellation)
    {
        try
        {
            await SegmentFetch.ReadAsync(store, set, segment, static _ => { }, cancellation);
            return null;
        }
        catch (HashSetRefusedException refusal)
        {
            return refusal.Message;
        }
    }
}
