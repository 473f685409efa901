using ScanWorker.Hashing;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Pipeline.Findings;

/// <summary>Remembers nothing: every upload is looked at. For commands that scan a file once.</summary>
internal sealed class NoFindingsCache : IFindingsCache
{
    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(
        Hash256 sha256, long setVersion, CancellationToken cancellation) => new((ReadOnlyMemory<byte>?)null);

    public ValueTask StoreAsync(
        Hash256 sha256, long setVersion, ReadOnlyMemory<byte> findings, CancellationToken cancellation) =>
        ValueTask.CompletedTask;
}
