using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>What every store of hash sets must keep.</summary>
[TestFixtureSource(typeof(StoreWorld), nameof(StoreWorld.Kinds)), Parallelizable(ParallelScope.Self)]
internal sealed class HashSetStoreContractTests(StoreKind kind)
{
    private static int _sets;
    private readonly StoreWorld _world = StoreWorld.Start(kind);
    private string _set = "";
    private IHashSetStore _store = new FakeHashSetStore();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [SetUp]
    public void TakeAFreshSet()
    {
        _set = $"set-{Interlocked.Increment(ref _sets)}";
        _store = _world.NewStore();
    }

    [Test]
    public async Task ReadHeadAsync_NothingPublished_IsNull() =>
        Assert.That(await _store.ReadHeadAsync(_set, CancellationToken.None), Is.Null);

    [Test]
    public async Task ReadManifestAsync_NoSuchVersion_IsNull() =>
        Assert.That(await _store.ReadManifestAsync(_set, 7, CancellationToken.None), Is.Null);

    [Test]
    public async Task ReadChunkAsync_NoSuchSegment_IsMinusOne() => Assert.That(
        await _store.ReadChunkAsync(_set, new string('0', 32), 0, new byte[HashSetLayout.ChunkBytes],
            CancellationToken.None),
        Is.EqualTo(-1));

    [Test]
    public async Task PublishAsync_AVersion_IsReadBackByteForByte()
    {
        var publication = Version(1, [.. Enumerable.Range(0, 60_000).Select(i => HashSetVersions.Entry($"entry {i}"))]);

        var sentBytes = await _store.PublishAsync(publication, null, CancellationToken.None);

        var other = _world.NewStore();
        var facts = publication.Manifest.Manifest.Segments.Single();
        Assert.That(facts.LengthBytes, Is.GreaterThan(2 * HashSetLayout.ChunkBytes));
        Assert.That(await other.ReadHeadAsync(_set, CancellationToken.None), Is.EqualTo(1));
        Assert.That(
            (await other.ReadManifestAsync(_set, 1, CancellationToken.None))?.ToArray(),
            Is.EqualTo(publication.Manifest.Document.ToArray()));
        Assert.That(facts.Fits(Segment.Open(await ReadAsync(other, facts))), Is.True);
        Assert.That(sentBytes, Is.EqualTo(facts.LengthBytes + publication.Manifest.Document.Length));
    }

    [Test]
    public async Task PublishAsync_SegmentsThatAreThere_AreNotSentAgain()
    {
        Entry[] known = [HashSetVersions.Entry("a")];
        _ = await _store.PublishAsync(Version(1, known), null, CancellationToken.None);
        var second = Version(2, known, [HashSetVersions.Entry("b")]);

        var sentBytes = await _store.PublishAsync(second, 1, CancellationToken.None);

        Assert.That(
            sentBytes, Is.EqualTo(second.Manifest.Manifest.Segments[1].LengthBytes + second.Manifest.Document.Length));
    }

    [Test]
    public async Task PublishAsync_HeadIsElsewhere_IsAConflictAndChangesNothing()
    {
        _ = await _store.PublishAsync(Version(1, [HashSetVersions.Entry("a")]), null, CancellationToken.None);

        foreach (var expected in new long?[] { null, 7 })
        {
            Assert.That(
                async () => await _store.PublishAsync(Version(2, [HashSetVersions.Entry("b")]), expected,
                    CancellationToken.None),
                Throws.TypeOf<HashSetConflictException>().With.Property(nameof(HashSetConflictException.Head))
                    .EqualTo(1));
        }

        Assert.That(await _store.ReadHeadAsync(_set, CancellationToken.None), Is.EqualTo(1));
        Assert.That(await _store.ReadManifestAsync(_set, 2, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task PublishAsync_SameVersionAgain_IsDoneAndSendsNothing()
    {
        var publication = Version(1, [HashSetVersions.Entry("a")]);
        _ = await _store.PublishAsync(publication, null, CancellationToken.None);

        Assert.That(await _store.PublishAsync(publication, null, CancellationToken.None), Is.Zero);
    }

    [Test]
    public async Task PublishAsync_TwoAtOnce_OneWinsAndNothingIsTorn()
    {
        for (var version = 1L; version <= 10; version++)
        {
            var rivals = new[] { Version(version, [HashSetVersions.Entry($"one {version}")]),
                Version(version, [HashSetVersions.Entry($"other {version}")]) };
            var expected = version == 1 ? (long?)null : version - 1;

            var outcomes = await Task.WhenAll(rivals.Select(rival =>
                TryPublishAsync(_world.NewStore(), rival, expected)));

            Assert.That(outcomes.Count(isDone => isDone), Is.EqualTo(1));
            var winner = rivals[Array.IndexOf(outcomes, true)];
            Assert.That(await _store.ReadHeadAsync(_set, CancellationToken.None), Is.EqualTo(version));
            Assert.That(
                (await _store.ReadManifestAsync(_set, version, CancellationToken.None))?.ToArray(),
                Is.EqualTo(winner.Manifest.Document.ToArray()));
            var facts = winner.Manifest.Manifest.Segments.Single();
            Assert.That(facts.Fits(Segment.Open(await ReadAsync(_store, facts))), Is.True);
        }
    }

    [Test]
    public async Task WaitForAnnouncementAsync_AnotherPublishes_Completes()
    {
        var waiting = _store.WaitForAnnouncementAsync(_set, CancellationToken.None);
        var publisher = _world.NewStore();
        var version = 0L;

        // The subscription is under way, so the first messages may be missed: that is why workers poll as well.
        await Poll.UntilAsync(
            async () =>
            {
                version++;
                _ = await publisher.PublishAsync(
                    Version(version, [HashSetVersions.Entry($"{version}")]), version == 1 ? null : version - 1,
                    CancellationToken.None);
                waiting = waiting.IsFaulted ? _store.WaitForAnnouncementAsync(_set, CancellationToken.None) : waiting;
                return waiting.IsCompletedSuccessfully;
            },
            TimeSpan.FromSeconds(60), () => $"{version} versions were announced, and none was heard of.");

        Assert.That(version, Is.Positive);
    }

    [Test]
    public void WaitForAnnouncementAsync_Cancelled_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _store.WaitForAnnouncementAsync(_set, cancellation.Token);

        cancellation.Cancel();

        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task PublishAsync_ManyVersions_KeepsTheLastOnesWhole()
    {
        Entry[] shared = [HashSetVersions.Entry("shared")];
        for (var version = 1L; version <= 6; version++)
        {
            _ = await _store.PublishAsync(
                Version(version, shared, [HashSetVersions.Entry($"{version}")]), version == 1 ? null
                    : version - 1, CancellationToken.None);
        }

        for (var version = 4L; version <= 6; version++)
        {
            var document = await _store.ReadManifestAsync(_set, version, CancellationToken.None) ?? default;
            foreach (var facts in SealedManifest.Open(document, ManifestTrust.Anyone).Manifest.Segments)
            {
                Assert.That(facts.Fits(Segment.Open(await ReadAsync(_store, facts))), Is.True, $"version {version}");
            }
        }
    }

    private static async Task<byte[]> ReadAsync(IHashSetStore store, string set, SegmentFacts facts)
    {
        var bytes = new byte[facts.LengthBytes];
        var chunk = new byte[HashSetLayout.ChunkBytes];
        for (var index = 0; index < HashSetLayout.ChunkCount(facts.LengthBytes); index++)
        {
            var length = await store.ReadChunkAsync(set, facts.Id, index, chunk, CancellationToken.None);
            Assert.That(length, Is.EqualTo(HashSetLayout.ChunkLength(facts.LengthBytes, index)));
            chunk.AsSpan(0, length).CopyTo(bytes.AsSpan(index * HashSetLayout.ChunkBytes));
        }

        return bytes;
    }

    private Task<byte[]> ReadAsync(IHashSetStore store, SegmentFacts facts) => ReadAsync(store, _set, facts);

    private static async Task<bool> TryPublishAsync(IHashSetStore store, HashSetPublication publication, long? expected)
    {
        try
        {
            _ = await store.PublishAsync(publication, expected, CancellationToken.None);
            return true;
        }
        catch (HashSetConflictException)
        {
            return false;
        }
    }

    private HashSetPublication Version(long version, params Entry[][] segments) =>
        HashSetVersions.Version(version, null, _set, segments);
}
