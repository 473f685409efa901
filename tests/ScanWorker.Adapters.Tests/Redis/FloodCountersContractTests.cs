using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Redis;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>What the flood guard counts on.</summary>
[TestFixtureSource(nameof(Kinds)), Parallelizable(ParallelScope.Self)]
internal sealed class FloodCountersContractTests(StoreKind kind)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private readonly StoreWorld _world = StoreWorld.Start(kind);
    private readonly FakeFloodCounters _fake = new();
    private readonly FakeTimeProvider _clock = new(HashSetVersions.Created);

    public static IEnumerable<StoreKind> Kinds => StoreWorld.Kinds;

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task CountAsync_ContentsOfSeveralWorkers_CountsDistinctOnes()
    {
        var entry = Entry("counted");
        Assert.That(await CountAsync(Counters(), entry, 1, 2, 2), Is.EqualTo(2));

        Assert.That(await CountAsync(Counters(), entry, 2, 3), Is.EqualTo(3));
        Assert.That(await CountAsync(Counters(), Entry("another"), 1), Is.EqualTo(1));
    }

    [Test]
    public async Task ReleaseAsync_OfAQuarantine_IsSeenByOthersAndEndsTheCount()
    {
        var quarantine = new Quarantine(Entry("held"), HashSetVersions.Created, 4);
        Assert.That(await CountAsync(Counters(), quarantine.Entry, 1, 2, 3, 4), Is.EqualTo(4));
        Assert.That(await Counters().QuarantineAsync("default", quarantine, CancellationToken.None), Is.True);
        Assert.That(await Counters().QuarantineAsync("default", quarantine, CancellationToken.None), Is.False);

        Assert.That(await FindAsync(Counters(), quarantine.Entry), Is.EqualTo(quarantine));
        Assert.That(
            await Counters().ReleaseAsync("default", quarantine.Entry, CancellationToken.None), Is.True);

        Assert.That(await FindAsync(Counters(), quarantine.Entry), Is.Null);
        Assert.That(await CountAsync(Counters(), quarantine.Entry, 5), Is.EqualTo(1));
        Assert.That(
            await Counters().ReleaseAsync("default", quarantine.Entry, CancellationToken.None), Is.False);
    }

    private static EntryKey Entry(string id) => new("csam", "test", id);

    private static async Task<Quarantine?> FindAsync(IFloodCounters counters, EntryKey entry) =>
        (await counters.ReadQuarantinesAsync("default", CancellationToken.None)).Read
        .SingleOrDefault(quarantine => quarantine.Entry == entry);

    private static ValueTask<long> CountAsync(IFloodCounters counters, EntryKey entry, params int[] contents) =>
        counters.CountAsync(
            "default", entry,
            [.. contents.Select(content => new Hash256(SHA256.HashData(Encoding.UTF8.GetBytes($"{content}"))))], Window,
            CancellationToken.None);

    private IFloodCounters Counters() => kind == StoreKind.Fake
        ? _fake
        : new RedisFloodCounters(
            _world.NewConnections(), _clock, Options.Create(new FindingsCacheOptions { Key = "key" }), _world.Options);
}
