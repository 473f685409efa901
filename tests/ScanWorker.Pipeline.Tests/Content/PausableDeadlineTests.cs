using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Tests.Content;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PausableDeadlineTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Token_WhenTheTimeHasPassed_IsCancelled()
    {
        using var deadline = new PausableDeadline(TimeSpan.FromSeconds(10), _clock);

        _clock.Advance(TimeSpan.FromSeconds(9.9));
        var early = deadline.IsOver;
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.That((early, deadline.IsOver, deadline.Token.IsCancellationRequested), Is.EqualTo((false, true, true)));
    }

    [Test]
    public void Pause_HoweverLong_TakesNoTime()
    {
        using var deadline = new PausableDeadline(TimeSpan.FromSeconds(10), _clock);
        _clock.Advance(TimeSpan.FromSeconds(4));

        using (deadline.Pause())
        {
            _clock.Advance(TimeSpan.FromHours(1));
        }

        _clock.Advance(TimeSpan.FromSeconds(5.9));
        Assert.That((deadline.IsOver, deadline.Left), Is.EqualTo((false, TimeSpan.FromSeconds(0.1))));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That((deadline.IsOver, deadline.Left), Is.EqualTo((true, TimeSpan.Zero)));
    }
}
