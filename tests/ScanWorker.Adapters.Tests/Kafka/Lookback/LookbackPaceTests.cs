using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Kafka.Lookback;

namespace ScanWorker.Adapters.Tests.Kafka.Lookback;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LookbackPaceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Take_SeveralLanes_WaitOneBehindTheOther()
    {
        var pace = new LookbackPace(100, _clock);

        Assert.That(pace.Take(50), Is.EqualTo(TimeSpan.FromSeconds(0.5)));
        Assert.That(pace.Take(50), Is.EqualTo(TimeSpan.FromSeconds(1)), "Another lane, at the same time.");
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(pace.Take(10), Is.EqualTo(TimeSpan.FromSeconds(0.1)), "What was not used is not made up for.");
    }

    [Test]
    public void Take_SharedByInstances_IsAPartOfTheRate()
    {
        var pace = new LookbackPace(100, _clock) { Sharers = 4 };

        Assert.That(pace.Take(50), Is.EqualTo(TimeSpan.FromSeconds(2)));
    }
}
