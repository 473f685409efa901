namespace ScanWorker.Pipeline.Content;

/// <summary>The memory that decoding may take, over all lanes.</summary>
public interface IDecodeMemory
{
    /// <summary>Waits until there is room for a picture.</summary>
    /// <param name="bytes">The most that decoding it takes at once; within
    /// <see cref="Content.FingerprintOrder.MemoryBytesMax"/>.</param>
    /// <param name="pixels">As its header declares them.</param>
    /// <param name="stopping">The program is to end.</param>
    /// <returns>Dispose it when decoding has ended.</returns>
    ValueTask<IDisposable> ReserveAsync(long bytes, long pixels, CancellationToken stopping);
}
