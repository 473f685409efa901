using CsCheck;
using ScanWorker.Replay.Transparency;

namespace ScanWorker.Replay.Tests.Transparency;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class DurationCountsTests
{
    [Test]
    public void Within_AnyDurationsAndShare_IsTheNearestRankUpToTheWidthOfAClass() =>
        Gen.Select(Gen.Long[0, long.MaxValue / 20_000].Array[1, 50], Gen.Double[0.01, 1]).Sample((all, share) =>
        {
            var counts = new DurationCounts();
            foreach (var milliseconds in all)
            {
                counts.Add(TimeSpan.FromMilliseconds(milliseconds));
            }

            var exact = all.Order().ElementAt((int)Math.Ceiling(share * all.Length) - 1);
            Assert.That(
                counts.Within(share).TotalMilliseconds, Is.InRange(exact * 0.999999, (exact * (1 + (1 / 32d))) + 1));
        });

    [TestCase(-5, 0)]
    [TestCase(0, 0)]
    [TestCase(63, 63)]
    [TestCase(64, 65)]
    public void Within_OneDuration_IsTheUpperEndOfItsClass(long milliseconds, long expected)
    {
        var counts = new DurationCounts();

        counts.Add(TimeSpan.FromMilliseconds(milliseconds));

        Assert.That(counts.Within(0.5).TotalMilliseconds, Is.EqualTo(expected));
    }
}
