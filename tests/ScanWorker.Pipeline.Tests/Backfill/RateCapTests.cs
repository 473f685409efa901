using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Backfill;

namespace ScanWorker.Pipeline.Tests.Backfill;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class RateCapTests
{
    private const double Rounding = 1e-6;

    /// <summary>Whoever asks however often, in any window of time.</summary>
    [Test]
    public void TryTake_AnyPace_GivesNoMoreThanTheRateInAnyWindow() =>
        Gen.Select(Gen.Double[0.1, 500], Gen.Select(Gen.Int[0, 400], Gen.Int[1, 20]).Array[1, 60])
            .Sample((perSecond, history) =>
            {
                var clock = new FakeTimeProvider();
                var cap = new RateCap(perSecond, clock);
                var (given, now) = (new List<double>(), 0.0);
                foreach (var (pauseMs, asks) in history)
                {
                    clock.Advance(TimeSpan.FromMilliseconds(pauseMs));
                    now += pauseMs / 1000.0;
                    given.AddRange(Enumerable.Range(0, asks).Where(_ => cap.TryTake()).Select(_ => now));
                }

                var burst = Math.Max(1, perSecond / 10);
                for (var from = 0; from < given.Count; from++)
                {
                    for (var to = from; to < given.Count; to++)
                    {
                        if (to - from + 1 > ((given[to] - given[from]) * perSecond) + burst + Rounding)
                        {
                            return false;
                        }
                    }
                }

                return true;
            });

    [TestCase(0.5, 60, 30)]
    [TestCase(100, 60, 6_000)]
    public void TryTake_AskedAllTheTime_GivesTheRate(double perSecond, int seconds, int expected)
    {
        var clock = new FakeTimeProvider();
        var cap = new RateCap(perSecond, clock);
        var given = 0;
        for (var turn = 0; turn < seconds * 500; turn++)
        {
            given += cap.TryTake() ? 1 : 0;
            clock.Advance(TimeSpan.FromMilliseconds(2));
        }

        Assert.That(given, Is.EqualTo(expected).Within(11));
    }
}
