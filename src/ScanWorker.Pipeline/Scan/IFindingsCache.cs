using ScanWorker.Hashing;

namespace ScanWorker.Pipeline.Scan;

/// <summary>
/// Remembers findings by what was scanned and against which version. A cache: it may forget, and it never fails.
/// </summary>
public interface IFindingsCache
{
    /// <returns>What was stored, or null: not there, not reachable, or not in time.</returns>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(Hash256 sha256, long setVersion, CancellationToken cancellation);

    /// <summary>Stores, or drops it silently where that is not possible.</summary>
    ValueTask StoreAsync(Hash256 sha256, long setVersion, ReadOnlyMemory<byte> findings,
        CancellationToken cancellation);
}

/// <summary>Remembers nothing: every upload is looked at. For commands that scan a file once.</summary>
internal sealed class NoFindingsCache : IFindingsCache
{
    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(
        Hash256 sha256, long setVersion, CancellationToken cancellation) => new((ReadOnlyMemory<byte>?)null);

    public ValueTask StoreAsync(
        Hash256 sha256, long setVersion, ReadOnlyMemory<byte> findings, CancellationToken cancellation) =>
        ValueTask.CompletedTask;
}
