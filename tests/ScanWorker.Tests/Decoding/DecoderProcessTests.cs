using ScanWorker.Adapters.Decoding.Isolation;

namespace ScanWorker.Tests.Decoding;

[TestFixture, NonParallelizable]
internal sealed class DecoderProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The pool gives a process up under its lock, and is told of ends, for which it wants that lock.
    [Test]
    public async Task Dispose_UnderALockThatWhoeverIsToldOfItsEndWaitsFor_Returns()
    {
        var program = DecoderProgram.Find("scanworker") ?? throw new InvalidOperationException("No program.");
        using var starter = new DecoderStarter(program);
        var process = DecoderProcess.Await(
            starter.Start(memoryBytesMax: 64 << 20), starter.Holding, CancellationToken.None);
        using var told = new ManualResetEventSlim();
        var gate = new Lock();
        process.WhenEnded(_ =>
        {
            told.Set();
            lock (gate)
            {
                // It has come to its turn.
            }
        });

        var disposed = Task.Factory.StartNew(
            () =>
            {
                lock (gate)
                {
                    process.Kill();
                    _ = told.Wait(Patience);
                    process.Dispose();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.That(async () => await disposed.WaitAsync(Patience, TimeProvider.System), Throws.Nothing);
        Assert.That(told.IsSet, Is.True);
    }
}
