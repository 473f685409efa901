namespace ScanWorker.Pipeline.Control;

/// <summary>Loads a published version beside the live one, for looking at; nothing is swapped or kept.</summary>
public interface IHashSetVersions
{
    /// <exception cref="Matching.HashSets.HashSetRefusedException">It is not there, or not to be believed.</exception>
    /// <exception cref="Ports.HashSetStoreUnavailableException">The store went away.</exception>
    Task<LoadedHashSet> LoadAsync(long version, CancellationToken cancellation);
}
