using Microsoft.Extensions.Logging.Testing;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Replay.Lookback;

namespace ScanWorker.Replay.Tests.Lookback;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PastVersionsTests : IHashSetVersions
{
    private readonly List<long> _loaded = [];
    private readonly HashSet<long> _gone = [];
    private readonly FakeLogger _logger = new();

    [TestCase(3, 6, "3 4 5 6")]
    [TestCase(5, 6, "5 6")]
    [TestCase(6, 6, "6")]
    [TestCase(0, 2, "- 1 2")]
    [TestCase(1, 9, "- 5 6 7 8 9", Description = "of more than four, the earliest count as nothing")]
    public async Task Since_AnEarlierVersion_GivesEachFromThereToTheLiveOne(long from, long now, string expected) =>
        Assert.That(await SinceAsync(from, now), Is.EqualTo(expected));

    [Test]
    public async Task Since_VersionThatIsGone_IsNothingAndTold()
    {
        _gone.Add(4);

        Assert.That(await SinceAsync(3, 6), Is.EqualTo("3 - 5 6"));
        Assert.That(_logger.LatestRecord.Id.Id, Is.EqualTo(EventIds.LookbackVersionRefused));
        Assert.That(_logger.LatestRecord.Message, Does.Contain("Version 4").And.Contain("missing"));
    }

    [Test]
    public async Task Since_WhileOneIsLookedAt_NoFurtherOneIsLoaded()
    {
        var seen = 0;
        await foreach (var _ in Past().Since(3, Version(6), CancellationToken.None))
        {
            seen++;
            Assert.That(_loaded, Has.Count.EqualTo(Math.Min(seen, 3)));
        }

        Assert.That(seen, Is.EqualTo(4));
    }

    public Task<LoadedHashSet> LoadAsync(long version, CancellationToken cancellation)
    {
        _loaded.Add(version);
        return _gone.Contains(version)
            ? throw new HashSetRefusedException(RefusalReason.Missing, "No manifest.")
            : Task.FromResult(Version(version));
    }

    private static LoadedHashSet Version(long version) => new(
        HashIndex.Build([PastVerdicts.Entry("b", $"{version}", PastVerdicts.Hash((int)version))]),
        new HashSetManifest("default", version, version - 1, DateTimeOffset.UnixEpoch, [], []),
        DateTimeOffset.UnixEpoch);

    private async Task<string> SinceAsync(long from, long now)
    {
        var seen = new List<string>();
        await foreach (var index in Past().Since(from, Version(now), CancellationToken.None))
        {
            seen.Add(index.EntryCount == 0 ? "-" : index.GetEntry(0).EntryId);
        }

        return string.Join(' ', seen);
    }

    private PastVersions Past() => new(this, _logger, versionsMax: 4);
}
