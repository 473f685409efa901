using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Pipeline.Tests.HashSets;

/// <summary>A store of signed versions, the copy that a worker keeps, and the cell in which they become live.</summary>
internal sealed class HashSetWorld : IDisposable
{
    public HashSetWorld() => Worker = Start(Cell);

    public FakeTimeProvider Clock { get; } = new(HashSetVersions.Created);

    public FakeHashSetStore Store { get; } = new();

    public FakeSnapshots Snapshots { get; } = new();

    public HashIndexCell Cell { get; } = new();

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The worker whose cell it is.</summary>
    public RefresherHarness Worker { get; }

    /// <summary>Another worker, or the same one started again.</summary>
    /// <param name="cell">Its own.</param>
    /// <param name="options">Null: as they are by default.</param>
    public RefresherHarness Start(HashIndexCell cell, SetsOptions? options = null) =>
        new(Clock, Store, Snapshots, cell, Key, options);

    /// <summary>A version in full, behind the one before.</summary>
    public async Task PublishAsync(long version, params string[] entries) =>
        _ = await Store.PublishAsync(
            HashSetVersions.Version(version, Key, "default", [.. entries.Select(id => HashSetVersions.Entry(id))]),
            version == 1 ? null : version - 1,
            CancellationToken.None);

    public void Dispose()
    {
        Worker.Dispose();
        Key.Dispose();
    }
}
