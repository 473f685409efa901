using System.Buffers;

namespace ScanWorker.Pipeline.Content;

/// <summary>What one fetch may take, where it gets its memory, and what is to be known of the bytes.</summary>
/// <param name="bytesMax">A longer body is <see cref="UnscannableCode.ContentTooLarge"/>, found out as early as
/// possible.</param>
/// <param name="budget">The bytes that all fetches share.</param>
/// <param name="pool">Where the memory comes from.</param>
/// <param name="deadline">Stands still while the fetch waits for memory of ours: that is not the store's fault. May
/// be null.</param>
public sealed class ContentLimits(int bytesMax, MemoryBudget budget, BlockPool pool, PausableDeadline? deadline = null)
{
    public int BytesMax { get; } = bytesMax;

    /// <summary>Whom the upload belongs with: the budget is shared fairly among flows. Null: nobody.</summary>
    public string? Flow { get; init; }

    /// <summary>SHA-512 of the bytes is wanted too, in each form in which they are had.</summary>
    public bool TakesSha512 { get; init; }

    /// <summary>Waits for a share of the budget.</summary>
    /// <returns>Dispose it when the content is given back.</returns>
    public async ValueTask<IDisposable> ReserveAsync(long bytes, CancellationToken cancellation)
    {
        using var pause = deadline?.Pause();
        return await budget.ReserveAsync(bytes, Flow, cancellation).ConfigureAwait(false);
    }

    /// <summary>Memory that is all zero and is cleared when it is disposed.</summary>
    public IMemoryOwner<byte> Rent(int bytes) => pool.Rent(bytes);
}
