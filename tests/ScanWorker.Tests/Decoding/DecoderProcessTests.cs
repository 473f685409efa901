using System.Diagnostics;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Testing.Servers;

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

    // By the kernel for want of memory, say, which passes. Without a cage nothing is decoded for that.
    [Test]
    public async Task LeaseAsync_StartsThatAreKilled_GivesTheProcessThatIsNot()
    {
        const int Kills = 5;
        using var world = new DecoderWorld(lanes: 1);
        var leasing = world.Pool.LeaseAsync(CancellationToken.None).AsTask();
        var killed = new HashSet<int>();

        Poll.Until(
            () =>
            {
                killed.UnionWith(DecoderWorld.ProcessIds.Where(id => !killed.Contains(id) && Kill(id)));
                return killed.Count >= Kills || leasing.IsCompleted;
            },
            Patience, () => $"{killed.Count} starts");

        using var lease = await leasing.WaitAsync(Patience, TimeProvider.System);
        Assert.That(lease, Is.Not.Null, $"after {killed.Count} kills");
        Assert.That(world.Pool.IsUnavailable, Is.False);
    }

    private static bool Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return true;
        }
        catch (ArgumentException)
        {
            return false; // It has ended.
        }
    }
}
