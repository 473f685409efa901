using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Redis;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Testing.HashSets;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>What somebody who writes to Redis cannot do to the flood guard.</summary>
[TestFixtureSource(nameof(Kinds)), Parallelizable(ParallelScope.Self)]
internal sealed class RedisFloodCountersTests(StoreKind kind)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);
    private readonly StoreWorld _world = StoreWorld.Start(kind);
    private readonly FakeTimeProvider _clock = new(HashSetVersions.Created);

    public static IEnumerable<StoreKind> Kinds => StoreWorld.Kinds.Where(kind => kind != StoreKind.Fake);

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task ReadQuarantinesAsync_WrittenBySomebodyElse_IsNotOursAndDoesNotKeepOursOut()
    {
        var forged = new Quarantine(Entry("forged"), HashSetVersions.Created, 1001);
        var ours = Counters();
        _ = await Counters("another key").QuarantineAsync("default", forged, CancellationToken.None);
        await WriteAsync(Field(Entry("bare")), $"{forged.Since:O}\n1001");
        await WriteAsync("no\nquarantine", "at all");
        Assert.That((await FindAsync(ours, Entry("bare")))?.IsOurs, Is.False);
        Assert.That(
            (await ours.ReadQuarantinesAsync("default", CancellationToken.None)).Read.Select(one => one.Entry.Bank),
            Is.All.EqualTo("csam"));

        Assert.That((await FindAsync(Counters(), forged.Entry))?.IsOurs, Is.False);
        Assert.That(await Counters().QuarantineAsync("default", forged, CancellationToken.None), Is.True);
        Assert.That((await FindAsync(Counters(), forged.Entry))?.IsOurs, Is.True);
    }

    [Test]
    public async Task CountAsync_AnHourLater_BeginsAnew()
    {
        var entry = Entry("slow");
        _ = await CountAsync(Counters(), entry, 1, 2, 3);
        _clock.Advance(Window);

        Assert.That(await CountAsync(Counters(), entry, 4), Is.EqualTo(1));
    }

    [Test]
    public async Task ReadQuarantinesAsync_SealOfAnotherEntryOrChangedFacts_IsNotOurs()
    {
        var genuine = new Quarantine(Entry("genuine"), HashSetVersions.Created, 7);
        _ = await Counters().QuarantineAsync("default", genuine, CancellationToken.None);
        await using var connections = new RedisConnections(_world.Options);
        var sealedFacts = (string?)await (await connections.Cache).GetDatabase()
            .HashGetAsync(RedisKeys.Quarantine("default"), Field(genuine.Entry)) ?? "";
        await WriteAsync(Field(Entry("copied")), sealedFacts);
        await WriteAsync(Field(Entry("changed")), sealedFacts.Replace("\n7\n", "\n8\n", StringComparison.Ordinal));

        Assert.That((await FindAsync(Counters(), Entry("copied")))?.IsOurs, Is.False);
        Assert.That((await FindAsync(Counters(), Entry("changed")))?.IsOurs, Is.False);
    }

    [Test]
    public async Task ReadQuarantinesAsync_MoreThanAreLookedAt_IsBoundedAndSaysSo()
    {
        const string set = "flooded";
        await using var connections = new RedisConnections(_world.Options);
        var fields = Enumerable.Range(0, RedisFloodCounters.FieldsMax + 5_000)
            .Select(number => new HashEntry(Field(Entry($"forged-{number}")), $"{HashSetVersions.Created:O}\n9"));
        foreach (var some in fields.Chunk(5_000))
        {
            await (await connections.Cache).GetDatabase().HashSetAsync(RedisKeys.Quarantine(set), some);
        }

        var (read, isWhole) = await Counters().ReadQuarantinesAsync(set, CancellationToken.None);

        Assert.That(isWhole, Is.False);
        Assert.That(read, Has.Count.EqualTo(RedisFloodCounters.UnsealedMax));
    }

    [Test]
    public async Task CountAsync_WhatSomebodyElseCounted_DoesNotCount()
    {
        var entry = Entry("counted by others");
        _ = await CountAsync(Counters("another key"), entry, [.. Enumerable.Range(0, 100)]);

        Assert.That(await CountAsync(Counters(), entry, 1, 2), Is.EqualTo(2));
    }

    private static EntryKey Entry(string id) => new("csam", "test", id);

    private static string Field(EntryKey entry) => FloodSeal.FieldOf(entry);

    private static async Task<Quarantine?> FindAsync(RedisFloodCounters counters, EntryKey entry) =>
        (await counters.ReadQuarantinesAsync("default", CancellationToken.None)).Read
        .SingleOrDefault(quarantine => quarantine.Entry == entry);

    private static ValueTask<long> CountAsync(RedisFloodCounters counters, EntryKey entry, params int[] contents) =>
        counters.CountAsync(
            "default", entry,
            [.. contents.Select(content => new Hash256(SHA256.HashData(Encoding.UTF8.GetBytes($"{content}"))))], Window,
            CancellationToken.None);

    private async Task WriteAsync(string field, string value)
    {
        await using var connections = new RedisConnections(_world.Options);
        await (await connections.Cache).GetDatabase().HashSetAsync(RedisKeys.Quarantine("default"), field, value);
    }

    private RedisFloodCounters Counters(string key = "key") => new(
        _world.NewConnections(), _clock, Options.Create(new FindingsCacheOptions { Key = key }), _world.Options);
}
