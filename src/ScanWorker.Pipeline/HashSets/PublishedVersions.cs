namespace ScanWorker.Pipeline.HashSets;

/// <summary>Loads versions from the store; what they share with the live one is shared in memory too.</summary>
internal sealed class PublishedVersions(HashSetLoader loader, HashIndexCell cell) : IHashSetVersions
{
    public Task<LoadedHashSet> LoadAsync(long version, CancellationToken cancellation) =>
        loader.LoadPastAsync(version, cell.Current, cancellation);
}
