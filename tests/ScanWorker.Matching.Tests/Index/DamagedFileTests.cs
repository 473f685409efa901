using ScanWorker.Testing.Fuzzing;

namespace ScanWorker.Matching.Tests.Index;

/// <summary>20,000 damaged files; <c>tests/ScanWorker.Fuzz</c> gives as many as asked for.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DamagedFileTests
{
    private const int Runs = 10_000;

    private static IEnumerable<TestCaseData<FuzzTarget>> Targets =>
        from target in new[] { IndexFuzzTargets.Segment, IndexFuzzTargets.Snapshot }
        select new TestCaseData<FuzzTarget>(target) { TestName = target.Name };

    [TestCaseSource(nameof(Targets))]
    public void Read_ADamagedFile_IsRefusedOrAnsweredFromWithinIt(FuzzTarget target)
    {
        var read = target.CountRead(seed: 5, from: 0, Runs);

        Assert.That(
            read, Is.InRange(Runs / 100, Runs / 2), "Some damage must get past the checksums, and most must not.");
    }

    [TestCaseSource(nameof(Targets))]
    public void Read_ADamagedFileWhoseChecksumsWereLeft_IsRefused(FuzzTarget target)
    {
        var random = new Random(6);
        for (var run = 0; run < Runs / 10; run++)
        {
            var valid = target.Seeds[random.Next(target.Seeds.Count)];
            var damaged = Mutation.Damage(valid, random);
            Assert.That(target.Read(damaged), Is.EqualTo(damaged.AsSpan().SequenceEqual(valid)), $"run {run}");
        }
    }
}
