using System.Collections.Concurrent;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Fleet;

namespace ScanWorker.Testing.HashSets;

/// <summary>The fleet's news in memory.</summary>
internal sealed class FakeLiveVersions(TimeProvider clock) : ILiveVersions
{
    private readonly ConcurrentDictionary<(string Set, string Worker), (long Version, DateTimeOffset At, TimeSpan Life)>
        _told = [];

    public bool IsAway { get; set; }

    /// <summary>How often somebody has told.</summary>
    public int Tellings { get; private set; }

    public ValueTask TellAsync(
        string set, string worker, long version, TimeSpan life, CancellationToken cancellation)
    {
        ThrowIfAway();
        _told[(set, worker)] = (version, clock.GetUtcNow(), life);
        Tellings++;
        return ValueTask.CompletedTask;
    }

    public ValueTask<LiveWorkers> ReadAsync(string set, CancellationToken cancellation)
    {
        ThrowIfAway();
        var now = clock.GetUtcNow();
        return new(new LiveWorkers(
        [
            .. _told.Where(pair => pair.Key.Set == set && now - pair.Value.At < pair.Value.Life)
                .OrderBy(pair => pair.Key.Worker, StringComparer.Ordinal)
                .Select(pair => new LiveWorker(pair.Key.Worker, pair.Value.Version, now - pair.Value.At)),
        ]));
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new HashSetStoreUnavailableException("The fake is switched off.");
        }
    }
}
