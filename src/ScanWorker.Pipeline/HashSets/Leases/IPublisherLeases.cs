using ScanWorker.Matching.Publishing;

namespace ScanWorker.Pipeline.HashSets.Leases;

/// <summary>
/// One publisher of a hash set at a time, of those that ask: a lease in the store, which ends by itself unless it is
/// renewed. Thread-safe.
/// </summary>
/// <remarks>
/// Each member may throw <see cref="HashSetStoreUnavailableException"/>: then nobody knows whether it was done, and the
/// lease counts as held no longer than its life since it was last known to be.
/// </remarks>
public interface IPublisherLeases
{
    /// <summary>Takes the lease, if nobody holds it.</summary>
    /// <param name="set">The hash set's name.</param>
    /// <param name="life">When it ends unless it is renewed.</param>
    /// <param name="cancellation">Shutdown.</param>
    /// <returns>The lease, with a number that is higher than those of all before; null: somebody holds it.</returns>
    /// <exception cref="HashSetRefusedException">The number in the store is none.</exception>
    ValueTask<PublisherLease?> TryTakeAsync(string set, TimeSpan life, CancellationToken cancellation);

    /// <returns>False: it has ended or is another's, and does not come back.</returns>
    ValueTask<bool> RenewAsync(PublisherLease lease, TimeSpan life, CancellationToken cancellation);

    /// <summary>Gives it back, so that another need not wait for its end; nothing happens if it is another's.</summary>
    ValueTask ReleaseAsync(PublisherLease lease, CancellationToken cancellation);
}
