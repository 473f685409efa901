using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Pipeline.Control;

/// <summary>Loads versions from the store; what they share with the live one is shared in memory too.</summary>
internal sealed class PublishedVersions(
    IHashSetStore store, HashIndexCell cell, IOptions<SetsOptions> options, TimeProvider clock, HashSetMetrics metrics,
    ILogger<HashSetLoader> logger) : IHashSetVersions
{
    // No copy is kept: the worker must not start from a version that was only looked at.
    private readonly HashSetLoader _loader = new(
        store, new MemorySnapshots(), new AlwaysProven(), options, clock, metrics, logger);

    public async Task<LoadedHashSet> LoadAsync(long version, CancellationToken cancellation) =>
        await _loader.LoadAsync(await _loader.ReadManifestAsync(version, 0, cancellation), cell.Current, cancellation);
}
