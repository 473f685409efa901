using CsCheck;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Tests.Scan;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RetryPausesTests
{
    [Test]
    public void After_AnyAttempts_IsWithinAHalfOfTheDoublingAndNeverBeyondTheLongest() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Double[0, 0.999]).Sample((attempts, unit) =>
        {
            var longest = TimeSpan.FromSeconds(3);
            var pause = new RetryPauses(TimeSpan.FromMilliseconds(200), longest, () => unit).After(attempts);

            var doubled = TimeSpan.FromMilliseconds(200 * Math.Pow(2, Math.Min(attempts - 1, 10)));
            return pause <= longest && pause <= doubled * 1.5 && (pause == longest || pause >= doubled * 0.5);
        });

    [Test]
    public void SecureUnit_Often_IsInTheUnitRangeAndVaries()
    {
        var numbers = Enumerable.Range(0, 1000).Select(_ => RetryPauses.SecureUnit()).ToList();

        Assert.That(numbers, Is.All.GreaterThanOrEqualTo(0).And.All.LessThan(1));
        Assert.That(numbers.Distinct().Count(), Is.GreaterThan(900));
    }
}
