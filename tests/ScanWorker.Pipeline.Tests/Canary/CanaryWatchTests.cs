using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Canary;
using ScanWorker.Testing.Canary;

namespace ScanWorker.Pipeline.Tests.Canary;

[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CanaryWatchTests : IDisposable
{
    private readonly CanaryHarness _canary = new();
    private readonly CanaryWatch _watch;

    public CanaryWatchTests()
    {
        _watch = _canary.Watch();
        _canary.HashSet.Swap(CanaryHarness.Set());
    }

    public void Dispose()
    {
        _watch.Dispose();
        _canary.Dispose();
    }

    [Test]
    public void Obstacle_BeforeTheFirstRun_IsThere() => Assert.That(_canary.Condition.Obstacle, Is.Not.Null);

    [Test]
    public async Task RunIfDue_HealthyLine_HasNoObstacle()
    {
        await RunAsync();

        Assert.That(_canary.Condition.Obstacle, Is.Null);
    }

    [TestCase(DecoderFault.Corrupt)]
    [TestCase(DecoderFault.OtherPicture)]
    [TestCase(DecoderFault.Throws)]
    public async Task RunIfDue_BreaksLater_StopsTheWorkerAndTellsOnce(DecoderFault fault)
    {
        await RunAsync();
        _canary.Decoder.Fault = fault;
        _canary.Clock.Advance(TimeSpan.FromSeconds(30));
        await RunAsync();
        await RunAsync();

        Assert.That(_canary.Condition.Obstacle, Is.Not.Null);
        Assert.That(_canary.Logs.GetSnapshot().Count(line => line.Id.Id == EventIds.CanaryFailed), Is.EqualTo(1));
    }

    [Test]
    public async Task RunIfDue_WellAgain_GoesOn()
    {
        _canary.Decoder.Fault = DecoderFault.Corrupt;
        await RunAsync();
        _canary.Decoder.Fault = DecoderFault.None;
        await RunAsync();

        Assert.That(_canary.Condition.Obstacle, Is.Null);
        Assert.That(_canary.Logs.GetSnapshot().Select(line => line.Id.Id), Does.Contain(EventIds.CanaryBack));
    }

    [Test]
    public async Task RunIfDue_HashSetSwapped_RunsAtOnce()
    {
        await RunAsync();
        _canary.Over = index => index;
        _canary.HashSet.Swap(CanaryHarness.Set());
        await RunAsync();

        Assert.That(_canary.Condition.Obstacle, Does.Contain("not found"));
    }

    [Test]
    public async Task RunIfDue_PolicyReplaced_RunsAtOnce()
    {
        await RunAsync();
        _canary.Decoder.Fault = DecoderFault.Corrupt;
        _canary.Policies.Current = CanaryHarness.Policy("""{ "unscannableOther": "block" }""");
        await RunAsync();

        Assert.That(_canary.Condition.Obstacle, Is.Not.Null);
    }

    [Test]
    public async Task Obstacle_NotRunForTooLong_IsThere()
    {
        await RunAsync();
        _canary.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.That(_canary.Condition.Obstacle, Is.Not.Null);
    }

    [Test]
    public void Prove_BrokenDecoder_RefusesTheSet()
    {
        _canary.Decoder.Fault = DecoderFault.Corrupt;
        var proof = new CanaryProof(_canary.Probe(), _canary.Condition, _canary.Policies);

        Assert.That(
            () => proof.Prove(CanaryHarness.Set()),
            Throws.TypeOf<HashSetRefusedException>().With.Property("Reason").EqualTo(RefusalReason.ProofFailed));
    }

    [Test]
    public async Task RunIfDue_SetProvenBeforeTheSwap_IsNotProvenAgainAtOnce()
    {
        var set = CanaryHarness.Set();
        new CanaryProof(_canary.Probe(), _canary.Condition, _canary.Policies).Prove(set);
        _canary.HashSet.Swap(set);
        _canary.Decoder.Fault = DecoderFault.Corrupt;
        await RunAsync();

        Assert.That(_canary.Condition.Obstacle, Is.Null);
    }

    private Task RunAsync() => _watch.RunIfDueAsync(CancellationToken.None);
}
