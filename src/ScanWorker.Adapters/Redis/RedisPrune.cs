using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Ports;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>Lets go of versions that nobody loads any more, and of the segments that no later version names.</summary>
internal sealed class RedisPrune(IDatabase database, string set)
{
    /// <summary>A publisher that was away for long catches up over several publishes.</summary>
    private const int VersionsAtOnceMax = 32;

    /// <param name="head">The current version.</param>
    /// <param name="keep">How many versions stay, the current one included.</param>
    public async Task RunAsync(long head, int keep)
    {
        var old = new List<SealedManifest>();
        for (var version = head - keep; version > 0 && old.Count < VersionsAtOnceMax; version--)
        {
            if (await ReadAsync(version) is not { } manifest)
            {
                break;
            }

            old.Add(manifest);
        }

        if (old.Count == 0)
        {
            return;
        }

        var kept = new HashSet<string>(StringComparer.Ordinal);
        for (var version = head - keep + 1; version <= head; version++)
        {
            kept.UnionWith((await ReadAsync(version))?.Manifest.Segments.Select(segment => segment.Id) ?? []);
        }

        foreach (var manifest in old)
        {
            await DropAsync(manifest.Manifest, kept);
        }
    }

    // The manifest goes first: one whose segments are gone must not be found.
    private async Task DropAsync(HashSetManifest manifest, HashSet<string> kept)
    {
        _ = await database.KeyDeleteAsync(RedisKeys.Manifest(set, manifest.Version));
        foreach (var segment in manifest.Segments.Where(segment => !kept.Contains(segment.Id)))
        {
            for (var index = 0; index < HashSetLayout.ChunkCount(segment.LengthBytes); index++)
            {
                _ = await database.KeyDeleteAsync(RedisKeys.Chunk(set, segment.Id, index));
            }
        }
    }

    private async Task<SealedManifest?> ReadAsync(long version)
    {
        using var lease = await database.StringGetLeaseAsync(RedisKeys.Manifest(set, version));
        try
        {
            return lease is null ? null : SealedManifest.Open(lease.Span.ToArray(), ManifestTrust.Anyone);
        }
        catch (HashSetRefusedException)
        {
            return null; // Not one of ours: it is left alone.
        }
    }
}
