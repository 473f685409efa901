using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Replay.Lookback;

/// <summary>The versions from an earlier one to the live one, each loaded when it is asked for.</summary>
/// <remarks>What an entry was new in matters, not only that it was not there once: it may have come and gone in
/// between.</remarks>
/// <param name="versions">Loads them.</param>
/// <param name="logger">Told of those that are not there.</param>
/// <param name="versionsMax">How many are loaded at most; what was before them counts as nothing.</param>
internal sealed class PastVersions(IHashSetVersions versions, ILogger logger, int versionsMax)
{
    /// <param name="from">The earliest.</param>
    /// <param name="now">The live one, which comes last.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>Nothing in place of a version that is not to be had: whatever comes next may be new.</returns>
    /// <exception cref="HashSetStoreUnavailableException">The store went away.</exception>
    public async IAsyncEnumerable<HashIndex> Since(
        long from, LoadedHashSet now, [EnumeratorCancellation] CancellationToken stopping)
    {
        var first = Math.Max(from, now.Version - versionsMax);
        if (first > from)
        {
            yield return HashIndex.Empty;
        }

        for (var version = first; version < now.Version; version++)
        {
            yield return version == 0 ? HashIndex.Empty : await LoadAsync(version, now.Version, stopping);
        }

        yield return now.Index;
    }

    private async Task<HashIndex> LoadAsync(long version, long live, CancellationToken stopping)
    {
        try
        {
            return (await versions.LoadAsync(version, stopping)).Index;
        }
        catch (HashSetRefusedException refusal)
        {
            logger.LookbackVersionRefused(live, version, KebabCase.Of(refusal.Reason), refusal.Message);
            return HashIndex.Empty;
        }
    }
}
