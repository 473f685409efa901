using ScanWorker.Matching.Publishing;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>Loads a published version beside the live one, for looking at; nothing is swapped or kept.</summary>
/// <remarks>Its signature counts, its age does not: nothing is judged by it.</remarks>
public interface IHashSetVersions
{
    /// <exception cref="HashSetRefusedException">It is not there, or not to be believed.</exception>
    /// <exception cref="HashSetStoreUnavailableException">The store went away.</exception>
    Task<LoadedHashSet> LoadAsync(long version, CancellationToken cancellation);
}
