using ScanWorker.Adapters.Kafka;

namespace ScanWorker.Adapters.Tests.Kafka;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CallThreadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ManualResetEventSlim _ended = new();
    private readonly CallThread _calls;

    public CallThreadTests() => _calls = new CallThread("test", _ended.Set);

    [Test]
    public void Run_Calls_AreMadeOneAfterTheOther()
    {
        var made = new List<int>();

        foreach (var number in Enumerable.Range(0, 100))
        {
            _calls.Run(() => made.Add(number), Patience);
        }

        Assert.That(made, Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void Run_CallThrows_ThrowsItAndGoesOn()
    {
        Assert.That(() => _calls.Run(() => throw new InvalidOperationException("ours"), Patience),
            Throws.InvalidOperationException.With.Message.EqualTo("ours"));
        Assert.That(() => _calls.Run(() => { }, Patience), Throws.Nothing);
        Assert.That(_calls.IsStuck, Is.False);
    }

    [Test]
    public void Run_CallNeverReturns_IsGivenUpAndNoOtherIsMade()
    {
        using var release = new ManualResetEventSlim();
        var isMade = false;

        Assert.That(
            () => _calls.Run(release.Wait, TimeSpan.FromMilliseconds(50)), Throws.InstanceOf<TimeoutException>());
        Assert.That(() => _calls.Run(() => isMade = true, Patience), Throws.InstanceOf<TimeoutException>());

        Assert.That((_calls.IsStuck, isMade), Is.EqualTo((true, false)));
        Assert.That(_calls.End(TimeSpan.Zero), Is.False);
        release.Set();
        Assert.That(_ended.Wait(Patience), Is.True, "What came late ends the thread all the same.");
    }

    [Test]
    public void End_NothingUnderWay_DoesTheLastThing()
    {
        Assert.That(_calls.End(Patience), Is.True);
        Assert.That(_ended.IsSet, Is.True);
    }

    public void Dispose()
    {
        _ = _calls.End(Patience);
        _ended.Dispose();
    }
}
