using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Tests.Canary;
using ScanWorker.Testing;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Pipeline.Tests.FloodGuard;

[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FloodGuardTests : IDisposable
{
    private static readonly KnownMatch Entry = new("csam", "entry-1", "ncmec", MatchKind.Near) { Distance = 4 };
    private static readonly EntryKey Key = new("csam", "ncmec", "entry-1");
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogCollector _logs = new();
    private readonly FakeMeterFactory _meters = new();
    private readonly ILoggerFactory _loggers;
    private readonly FakeFloodCounters _fleet = new();
    private readonly PolicyCell _policies =
        new(CanaryHarness.Policy("""{ "floodGuard": { "distinctContentsMax": 3, "window": "01:00:00" } }"""));

    public FloodGuardTests() =>
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_logs)));

    public void Dispose()
    {
        _loggers.Dispose();
        _meters.Dispose();
    }

    [Test]
    public async Task Turn_MoreDistinctContentsThanBelieved_QuarantinesForEveryWorker()
    {
        using var one = Guard();
        using var other = Guard();
        Match(one, 1, 2);
        Match(other, 3);
        await TurnAsync(one, other);
        Assert.That((one.SofteningOf(Entry) is not null), Is.False);

        Match(one, 4);
        await TurnAsync(one, other);

        Assert.That((one.SofteningOf(Entry) is not null) && (other.SofteningOf(Entry) is not null), Is.True);
        var told = _logs.GetSnapshot().Single(line => line.Id.Id == EventIds.EntryQuarantined);
        Assert.That(told.Message, Does.Contain("4 distinct uploaders").And.Contain("content counts as one"));
        Assert.That(
            _logs.GetSnapshot().Select(line => line.Message), Has.None.Contain("entry-1"), "Ids may be hashes.");
        Assert.That((one.SofteningOf(Entry with { EntryId = "entry-2" }) is not null), Is.False);
    }

    [Test]
    public async Task Judge_QuarantinedEntry_GoesToReview()
    {
        using var guard = Guard();
        Match(guard, 1, 2, 3, 4);
        await TurnAsync(guard);

        var verdict = _policies.Current.Judge(Found(9), _clock.GetUtcNow(), guard.SofteningOf);

        Assert.That(verdict.Action, Is.EqualTo(PolicyAction.Review));
    }

    [Test]
    public async Task Turn_SameContentAgain_CountsOnce()
    {
        using var guard = Guard();
        Match(guard, 1, 1, 1, 1, 1);
        await TurnAsync(guard);
        Match(guard, 1, 2, 3);
        await TurnAsync(guard);

        Assert.That((guard.SofteningOf(Entry) is not null), Is.False);
    }

    [Test]
    public async Task Turn_FleetAway_CountsAloneAndTellsLater()
    {
        using var guard = Guard();
        _fleet.IsAway = true;
        Match(guard, 1, 2, 3, 4);
        await TurnAsync(guard);
        Assert.That((guard.SofteningOf(Entry) is not null), Is.True);

        _fleet.IsAway = false;
        await TurnAsync(guard);

        Assert.That(
            (await _fleet.ReadQuarantinesAsync("default", CancellationToken.None)).Read.Select(one => one.Entry),
            Is.EqualTo(new[] { Key }));
        Assert.That((guard.SofteningOf(Entry) is not null), Is.True);
    }

    [Test]
    public async Task Turn_Released_BelievesTheEntryAgain()
    {
        using var guard = Guard();
        Match(guard, 1, 2, 3, 4);
        await TurnAsync(guard);
        await _fleet.ReleaseAsync("default", Key, CancellationToken.None);
        await TurnAsync(guard);
        Match(guard, 5, 6);
        await TurnAsync(guard);

        Assert.That((guard.SofteningOf(Entry) is not null), Is.False);
        Assert.That(_logs.GetSnapshot().Select(line => line.Id.Id), Does.Contain(EventIds.EntryReleased));
    }

    [Test]
    public async Task SofteningOf_GuardSwitchedOff_IsNull()
    {
        using var guard = Guard();
        Match(guard, 1, 2, 3, 4);
        await TurnAsync(guard);
        _policies.Current = CanaryHarness.Policy("""{ "floodGuard": { "enabled": false } }""");

        Assert.That((guard.SofteningOf(Entry) is not null), Is.False);
    }

    [Test]
    public async Task Hold_BankThatAsksForIt_GoesToReviewForEveryWorkerUntilItIsReleased()
    {
        _policies.Current = CanaryHarness.Policy("""{ "banks": { "csam": { "onRateJump": "review" } } }""");
        using var one = Guard();
        using var other = Guard();
        one.Hold(["csam", "unasked"]);
        await TurnAsync(one, other);

        Assert.That((one.SofteningOf(Entry), other.SofteningOf(Entry)),
            Is.EqualTo(((Softening?)Softening.RateJump, (Softening?)Softening.RateJump)));
        Assert.That(other.HeldBanks, Is.EqualTo(new[] { "csam" }));
        var verdict = (Verdict.Match)_policies.Current.Judge(Found(9), _clock.GetUtcNow(), other.SofteningOf);
        Assert.That((verdict.Action, verdict.Matches[0].Softened),
            Is.EqualTo((PolicyAction.Review, (Softening?)Softening.RateJump)));
        Assert.That(_logs.GetSnapshot().Count(line => line.Id.Id == EventIds.BankHeld), Is.EqualTo(1));

        await _fleet.ReleaseAsync("default", Quarantine.WholeBank("csam"), CancellationToken.None);
        await TurnAsync(one, other);

        Assert.That((one.SofteningOf(Entry), other.SofteningOf(Entry)),
            Is.EqualTo(((Softening?)null, (Softening?)null)));
        Assert.That((one.Releases, other.Releases), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Turn_QuarantineThatNobodySealed_SoftensNothingAndIsTold()
    {
        using var guard = Guard();
        _fleet.Forge(Key);
        await TurnAsync(guard);

        Assert.That(guard.SofteningOf(Entry), Is.Null);
        Assert.That(_logs.GetSnapshot().Count(line => line.Id.Id == EventIds.QuarantinesNotBelieved), Is.EqualTo(1));

        Match(guard, 1, 2, 3, 4);
        await TurnAsync(guard);
        Assert.That(guard.SofteningOf(Entry), Is.EqualTo(Softening.Quarantined), "It has found the same itself.");
    }

    [Test]
    public async Task Turn_NotAllQuarantinesRead_KeepsWhatItHas()
    {
        using var guard = Guard();
        Match(guard, 1, 2, 3, 4);
        await TurnAsync(guard);
        _fleet.IsWhole = false;
        await TurnAsync(guard);

        Assert.That(guard.SofteningOf(Entry), Is.EqualTo(Softening.Quarantined));
        Assert.That(guard.Releases, Is.Zero);
    }

    [Test]
    public async Task Turn_VariantsOfOneUploader_CountAsOne()
    {
        using var guard = Guard();
        for (byte content = 1; content < 100; content++)
        {
            Match(guard, Upload("one"), content);
        }

        Match(guard, Upload("one") with { Tenant = "another tenant" }, 100);
        Match(guard, Upload("two"), 101);
        await TurnAsync(guard);
        Assert.That(guard.SofteningOf(Entry), Is.Null);

        Match(guard, Upload("three"), 102);
        await TurnAsync(guard);
        Assert.That(guard.SofteningOf(Entry), Is.EqualTo(Softening.Quarantined));
    }

    [Test]
    public async Task SofteningOf_BankThatIsNeverSoftened_IsNull()
    {
        _policies.Current = CanaryHarness.Policy(
            """
            {
              "banks": { "csam": { "neverSoftened": true, "onRateJump": "review" } },
              "floodGuard": { "distinctContentsMax": 3 }
            }
            """);
        using var guard = Guard();
        Match(guard, 1, 2, 3, 4);
        guard.Hold(["csam"]);
        await TurnAsync(guard);

        Assert.That(guard.SofteningOf(Entry), Is.Null);
        Assert.That(_logs.GetSnapshot().Select(line => line.Id.Id), Does.Contain(EventIds.EntryQuarantined));
    }

    [Test]
    public void BankRates_Jump_AlarmsAndUsualDoesNot()
    {
        var rates = new BankRates(_clock, new FloodGuardMetrics(_meters), _loggers.CreateLogger<BankRates>());
        for (var minute = 0; minute < 30; minute++)
        {
            Pass(rates, uploads: 1000, matches: 2);
        }

        Assert.That(Jumps(), Is.Zero);

        Pass(rates, uploads: 1000, matches: 25);
        Assert.That(Jumps(), Is.EqualTo(1));

        Pass(rates, uploads: 10, matches: 10);
        Assert.That(Jumps(), Is.EqualTo(1), "Too few to tell.");
    }

    private int Jumps() => _logs.GetSnapshot().Count(line => line.Id.Id == EventIds.BankRateJumped);

    private void Pass(BankRates rates, int uploads, int matches)
    {
        for (var i = 0; i < uploads; i++)
        {
            rates.Note(i < matches ? [Entry] : []);
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        rates.Turn();
    }

    private EntryFloodGuard Guard()
    {
        var metrics = new FloodGuardMetrics(_meters);
        return new EntryFloodGuard(
            _fleet, _policies, new BankRates(_clock, metrics, _loggers.CreateLogger<BankRates>()),
            Options.Create(new SetsOptions()), _clock,
            metrics, new ShortIds(Options.Create(new TelemetryOptions())), _loggers.CreateLogger<EntryFloodGuard>());
    }

    private static async Task TurnAsync(params EntryFloodGuard[] guards)
    {
        foreach (var guard in guards.Concat(guards))
        {
            await guard.TurnAsync(CancellationToken.None);
        }
    }

    private static UploadData Upload(string? uploader = null) => new()
    {
        UploadId = "u",
        Content = new UploadContent(),
        Tenant = "tenant",
        Uploader = uploader is null ? null : new Uploader { EspIdentifier = uploader },
    };

    private void Match(EntryFloodGuard guard, params int[] contents) => Match(guard, Upload(), contents);

    private void Match(EntryFloodGuard guard, UploadData upload, params int[] contents)
    {
        foreach (var content in contents)
        {
            var found = Found(content);
            guard.Note(_policies.Current.Judge(found, _clock.GetUtcNow()), found, upload);
        }
    }

    private static ContentFindings Found(int content) => new(
        1, "plan", 1, new ContentDigests(default, default, new Hash256(SHA256.HashData([(byte)content]))))
    { Matches = [Entry] };
}
