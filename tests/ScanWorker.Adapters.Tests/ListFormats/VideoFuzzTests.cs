using ScanWorker.Testing.Fuzzing;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>20,000 vPDQ hashes that nobody meant; <c>tests/ScanWorker.Fuzz</c> gives as many as asked for.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class VideoFuzzTests
{
    private const int Runs = 10_000;

    private static IEnumerable<TestCaseData<FuzzTarget>> Targets =>
        from target in new[] { VideoFuzzTarget.Texts, VideoFuzzTarget.Lists }
        select new TestCaseData<FuzzTarget>(target) { TestName = target.Name };

    [TestCaseSource(nameof(Targets))]
    public void Read_AVideoThatNobodyMeant_IsRefusedOrTheSameOnceItWasWritten(FuzzTarget target)
    {
        var read = target.CountRead(seed: 4, from: 0, Runs);

        Assert.That(read, Is.InRange(Runs / 20, Runs - (Runs / 20)), "Some are still hashes, and some are not.");
    }

    [TestCaseSource(nameof(Targets))]
    public void Read_ASeed_IsTaken(FuzzTarget target) =>
        Assert.That(target.Seeds.Count(seed => target.Read(seed)), Is.AtLeast(target.Seeds.Count * 3 / 4));
}
