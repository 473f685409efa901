using ScanWorker.Testing.Fuzzing;

namespace ScanWorker.Adapters.Tests.Records;

/// <summary>2,000 records that nobody meant; <c>tests/ScanWorker.Fuzz</c> gives as many as asked for.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class RecordFuzzTests
{
    private const int Runs = 2_000;

    [Test]
    public void Records_Any_HaveExactlyOneOutcomeEach()
    {
        var uploads = RecordFuzzTarget.Records.CountRead(seed: 3, from: 0, Runs);

        Assert.That(uploads, Is.InRange(Runs / 4, Runs - (Runs / 10)), "Some are uploads still, and some are not.");
    }
}
