namespace ScanWorker.Pipeline.Ports;

/// <summary>
/// Writes events and offsets in one transaction. Every member is called by the committer thread alone.
/// </summary>
public interface IVerdictSink : IDisposable
{
    /// <summary>
    /// Gets ready to commit and settles what an earlier instance left open. Waits as long as the broker is away.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    void Open(CancellationToken stopping);

    /// <summary>Writes the batch, whole or not at all.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>; the batch may have been
    /// written.</exception>
    /// <exception cref="TwinException">Another live worker has our identity.</exception>
    CommitOutcome Commit(OutboundBatch batch, CancellationToken stopping);
}
