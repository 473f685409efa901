using ScanWorker.Adapters.Redis;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>What every keeper of publishers' leases must keep, and that its store refuses who has lost one.</summary>
[TestFixtureSource(typeof(StoreWorld), nameof(StoreWorld.Kinds)), Parallelizable(ParallelScope.Self)]
internal sealed class PublisherLeasesContractTests(StoreKind kind)
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static int _sets;
    private readonly StoreWorld _world = StoreWorld.Start(kind);
    private string _set = "";

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [SetUp]
    public void TakeAFreshSet() => _set = $"leased-{Interlocked.Increment(ref _sets)}";

    [Test]
    public async Task TryTakeAsync_NobodyHoldsIt_GivesTheFirstNumber() =>
        Assert.That((await TakeAsync(Long)).Number, Is.EqualTo(1));

    [Test]
    public async Task TryTakeAsync_AnotherHoldsIt_IsNull()
    {
        _ = await TakeAsync(Long);

        Assert.That(await Leases().TryTakeAsync(_set, Long, CancellationToken.None), Is.Null);
        Assert.That(await Leases().TryTakeAsync($"{_set}-b", Long, CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task TryTakeAsync_ManyAtOnce_OneHasItAndNumbersGrowByOne()
    {
        for (var number = 1L; number <= 5; number++)
        {
            var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(
                async _ => await Leases().TryTakeAsync(_set, Long, CancellationToken.None)));

            var lease = taken.OfType<PublisherLease>().Single();
            Assert.That(lease.Number, Is.EqualTo(number));
            await Leases().ReleaseAsync(lease, CancellationToken.None);
        }
    }

    [Test]
    public async Task RenewAsync_Held_LastsBeyondItsFirstLife()
    {
        var lease = await TakeAsync(TimeSpan.FromSeconds(30));

        Assert.That(await Leases().RenewAsync(lease, Short, CancellationToken.None), Is.True);
        await UntilTakenAsync(); // The new life counts, and it was a short one.
    }

    [Test]
    public async Task RenewAsync_EndedOrAnothers_IsFalse()
    {
        var first = await TakeAsync(Short);
        var second = await UntilTakenAsync();

        Assert.That(await Leases().RenewAsync(first, Long, CancellationToken.None), Is.False);
        Assert.That(await Leases().RenewAsync(second, Long, CancellationToken.None), Is.True);
        Assert.That(second.Number, Is.EqualTo(2));
    }

    [Test]
    public async Task ReleaseAsync_Anothers_LeavesItToItsHolder()
    {
        var first = await TakeAsync(Short);
        var second = await UntilTakenAsync();

        await Leases().ReleaseAsync(first, CancellationToken.None);

        Assert.That(await Leases().RenewAsync(second, Long, CancellationToken.None), Is.True);
    }

    [Test]
    public async Task PublishAsync_LeaseHeld_Publishes()
    {
        var lease = await TakeAsync(Long);

        _ = await PublishAsync(1, lease, null);
        _ = await PublishAsync(2, lease, 1);

        Assert.That(await _world.NewStore().ReadHeadAsync(_set, CancellationToken.None), Is.EqualTo(2));
    }

    [Test]
    public async Task PublishAsync_LeaseIsAnothersByNow_IsRefusedAndChangesNothing()
    {
        var lost = await TakeAsync(Short);
        _ = await PublishAsync(1, null, null);
        var held = await UntilTakenAsync();

        Assert.That(async () => await PublishAsync(2, lost, 1), Throws.TypeOf<PublisherLeaseLostException>());

        var store = _world.NewStore();
        Assert.That(await store.ReadHeadAsync(_set, CancellationToken.None), Is.EqualTo(1));
        Assert.That(await store.ReadManifestAsync(_set, 2, CancellationToken.None), Is.Null);
        _ = await PublishAsync(2, held, 1);
    }

    [Test]
    public async Task PublishAsync_LeaseBecomesAnothersWhileSegmentsAreSent_IsRefusedAndChangesNothing()
    {
        var lease = await TakeAsync(Long);
        var version = HashSetVersions.Version(1, null, _set, [HashSetVersions.Entry("a")]);
        var late = version with
        {
            Lease = lease,
            OpenSegment = facts =>
            {
                PassOnAsync(lease).GetAwaiter().GetResult();
                return version.OpenSegment(facts);
            },
        };

        Assert.That(
            async () => await _world.NewStore().PublishAsync(late, null, CancellationToken.None),
            Throws.TypeOf<PublisherLeaseLostException>());

        Assert.That(await _world.NewStore().ReadHeadAsync(_set, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task PublishAsync_LeaseReleasedAndNobodyHasIt_IsRefused()
    {
        var lease = await TakeAsync(Long);
        await Leases().ReleaseAsync(lease, CancellationToken.None);

        Assert.That(async () => await PublishAsync(1, lease, null), Throws.TypeOf<PublisherLeaseLostException>());
    }

    [Test]
    public async Task PublishAsync_HeadMovedUnderAHeldLease_IsAConflict()
    {
        var lease = await TakeAsync(Long);
        _ = await PublishAsync(1, null, null);

        Assert.That(async () => await PublishAsync(2, lease, null), Throws.TypeOf<HashSetConflictException>());
    }

    private async Task PassOnAsync(PublisherLease lease)
    {
        await Leases().ReleaseAsync(lease, CancellationToken.None);
        _ = await TakeAsync(Long);
    }

    private async Task<PublisherLease> TakeAsync(TimeSpan life) =>
        await Leases().TryTakeAsync(_set, life, CancellationToken.None)
            ?? throw new AssertionException("Nobody holds it, and it cannot be had.");

    private async Task<PublisherLease> UntilTakenAsync()
    {
        PublisherLease? lease = null;
        await Poll.UntilAsync(
            async () => (lease = await Leases().TryTakeAsync(_set, Long, CancellationToken.None)) is not null,
            Patience, () => "A lease that is not renewed does not end.");
        return lease ?? throw new AssertionException("It was taken.");
    }

    private ValueTask<long> PublishAsync(long version, PublisherLease? lease, long? head) =>
        _world.NewStore().PublishAsync(
            HashSetVersions.Version(version, null, _set, [HashSetVersions.Entry($"{version}")]) with { Lease = lease },
            head, CancellationToken.None);

    private IPublisherLeases Leases() => kind == StoreKind.Fake
        ? ((FakeHashSetStore)_world.NewStore()).Leases
        : new RedisPublisherLeases(_world.NewConnections());
}
