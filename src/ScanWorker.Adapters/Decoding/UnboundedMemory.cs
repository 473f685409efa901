using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Lends whatever is asked for: where one picture of ours is decoded alone.</summary>
internal sealed class UnboundedMemory : IDecodeMemory, IDisposable
{
    public ValueTask<IDisposable> ReserveAsync(long bytes, long pixels, CancellationToken stopping) => new(this);

    public void Dispose()
    {
        // Nothing is held.
    }
}
