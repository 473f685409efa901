using ScanWorker.Testing.Fuzzing;

namespace ScanWorker.Adapters.Tests.Records;

/// <summary>2,000 records that nobody meant; <c>tests/ScanWorker.Fuzz</c> gives as many as asked for.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class RecordFuzzTests
{
    private const int Runs = 2_000;
    private const int InputBytesMax = 1 << 20;

    [Test]
    public void Records_Any_HaveExactlyOneOutcomeEach()
    {
        var uploads = 0;

        _ = Parallel.For(0, Runs, () => new GuardedBuffer(InputBytesMax), (run, state, buffer) =>
        {
            if (RecordFuzzTarget.Records.Run(seed: 3, run, buffer))
            {
                _ = Interlocked.Increment(ref uploads);
            }

            return buffer;
        }, buffer => ((IDisposable)buffer).Dispose());

        Assert.That(uploads, Is.InRange(Runs / 4, Runs - (Runs / 10)), "Some are uploads still, and some are not.");
    }
}
