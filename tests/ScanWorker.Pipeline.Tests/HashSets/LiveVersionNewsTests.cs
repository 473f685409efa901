using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Fleet;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Pipeline.Tests.HashSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LiveVersionNewsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(HashSetVersions.Created);
    private readonly HashIndexCell _cell = new();
    private readonly FakeLogger<LiveVersionNews> _logger = new();
    private readonly SetsOptions _options = new();
    private readonly FakeLiveVersions _versions;
    private readonly LiveVersionNews _news;

    public LiveVersionNewsTests()
    {
        _versions = new FakeLiveVersions(_clock);
        _news = new LiveVersionNews(_versions, _cell, "w-1", Options.Create(_options), _clock, _logger);
    }

    public void Dispose() => _news.Dispose();

    [Test]
    public async Task TellAsync_NothingIsLive_TellsNothing()
    {
        await _news.TellAsync(CancellationToken.None);

        Assert.That(await ToldAsync(), Is.Empty);
    }

    [Test]
    public async Task ExecuteAsync_VersionBecomesLive_IsToldAtOnceAndAgainAtEachPoll()
    {
        await _news.StartAsync(CancellationToken.None);
        Swap(7);
        await Poll.UntilAsync(
            async () => await ToldAsync() is [7], TimeSpan.FromSeconds(60), () => "It was not told.");
        var before = _versions.Tellings;

        await Poll.UntilAsync(
            () =>
            {
                _clock.Advance(_options.PollInterval);
                return Task.FromResult(_versions.Tellings > before + 1);
            },
            TimeSpan.FromSeconds(60), () => "It was not told again.");

        Assert.That(await ToldAsync(), Is.EqualTo(new[] { 7L }));
        await _news.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task TellAsync_StoreIsAway_GoesOnAndSaysSoOnce()
    {
        Swap(7);
        _versions.IsAway = true;

        await _news.TellAsync(CancellationToken.None);
        await _news.TellAsync(CancellationToken.None);
        _versions.IsAway = false;
        await _news.TellAsync(CancellationToken.None);

        Assert.That(
            _logger.Collector.GetSnapshot().Select(record => record.Id.Id),
            Is.EqualTo(new[] { EventIds.HashSetNewsNotTold }));
        Assert.That(await ToldAsync(), Is.EqualTo(new[] { 7L }));
    }

    private async Task<long[]> ToldAsync() =>
        [.. (await _versions.ReadAsync("default", CancellationToken.None)).Read.Select(worker => worker.Version)];

    private void Swap(long version) => _cell.Swap(new LoadedHashSet(
        HashIndex.Empty, new HashSetManifest("default", version, version - 1, _clock.GetUtcNow(), [], []),
        _clock.GetUtcNow()));
}
