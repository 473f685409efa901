using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Testing.HashSets;

/// <summary>Publishers' leases in memory.</summary>
internal sealed class FakePublisherLeases : IPublisherLeases
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (PublisherLease Lease, DateTimeOffset Until)> _held = [];
    private readonly Dictionary<string, long> _numbers = [];

    /// <summary>Measures lives.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public bool IsAway { get; set; }

    public ValueTask<PublisherLease?> TryTakeAsync(string set, TimeSpan life, CancellationToken cancellation)
    {
        lock (_gate)
        {
            ThrowIfAway();
            if (Current(set) is not null)
            {
                return new((PublisherLease?)null);
            }

            var lease = new PublisherLease(
                set, _numbers[set] = _numbers.GetValueOrDefault(set) + 1, Guid.NewGuid().ToString("N"));
            _held[set] = (lease, Clock.GetUtcNow() + life);
            return new(lease);
        }
    }

    public ValueTask<bool> RenewAsync(PublisherLease lease, TimeSpan life, CancellationToken cancellation)
    {
        lock (_gate)
        {
            ThrowIfAway();
            if (Current(lease.Set) != lease)
            {
                return new(false);
            }

            _held[lease.Set] = (lease, Clock.GetUtcNow() + life);
            return new(true);
        }
    }

    public ValueTask ReleaseAsync(PublisherLease lease, CancellationToken cancellation)
    {
        lock (_gate)
        {
            ThrowIfAway();
            if (Current(lease.Set) == lease)
            {
                _held.Remove(lease.Set);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>As if it had been taken from its holder, and its life were over.</summary>
    public void End(string set)
    {
        lock (_gate)
        {
            _held.Remove(set);
        }
    }

    public bool Holds(PublisherLease lease)
    {
        lock (_gate)
        {
            return Current(lease.Set) == lease;
        }
    }

    private PublisherLease? Current(string set) =>
        _held.TryGetValue(set, out var held) && Clock.GetUtcNow() < held.Until ? held.Lease : null;

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new HashSetStoreUnavailableException("The fake is switched off.");
        }
    }
}
