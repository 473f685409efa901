namespace ScanWorker.Pipeline.HashSets.Fleet;

/// <summary>Which version of a hash set each worker of the fleet has live, as the workers say. Thread-safe.</summary>
/// <remarks>
/// News for a person, and nothing is decided by it: whoever may write to the store may say what is not so. Each member
/// may throw <see cref="HashSetStoreUnavailableException"/>.
/// </remarks>
public interface ILiveVersions
{
    /// <summary>Says what a worker has live, until its news is too old.</summary>
    /// <param name="set">The hash set's name.</param>
    /// <param name="worker">The worker's name, its alone.</param>
    /// <param name="version">What it has live.</param>
    /// <param name="life">When the news is forgotten unless it is told again; up to <see cref="LifeMax"/>.</param>
    /// <param name="cancellation">Shutdown.</param>
    ValueTask TellAsync(string set, string worker, long version, TimeSpan life, CancellationToken cancellation);

    /// <returns>What workers have told that is not forgotten; what makes no sense is left out.</returns>
    ValueTask<LiveWorkers> ReadAsync(string set, CancellationToken cancellation);

    /// <summary>News that claims to be good for longer makes no sense.</summary>
    static readonly TimeSpan LifeMax = TimeSpan.FromHours(4);

    /// <summary>How many workers are read at most.</summary>
    const int WorkersMax = 1_000;

    /// <summary>Names that are longer make no sense.</summary>
    const int NameCharsMax = 200;
}

/// <summary>What a worker says it has live.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Version">Of the hash set.</param>
/// <param name="Age">How long ago it said so.</param>
public sealed record LiveWorker(string Worker, long Version, TimeSpan Age);

/// <summary>What was read of the fleet.</summary>
/// <param name="Read">By name.</param>
/// <param name="IsWhole">False: there are more than are read.</param>
public sealed record LiveWorkers(IReadOnlyCollection<LiveWorker> Read, bool IsWhole = true);
