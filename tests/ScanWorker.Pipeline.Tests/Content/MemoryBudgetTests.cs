using CsCheck;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Tests.Content;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MemoryBudgetTests
{
    [Test]
    public async Task ReserveAsync_WithinTheBudget_IsGrantedAtOnce()
    {
        var budget = new MemoryBudget(100);

        using var share = await budget.ReserveAsync(60, CancellationToken.None);

        Assert.That(budget.UsedBytes, Is.EqualTo(60));
    }

    [Test]
    public async Task ReserveAsync_BeyondTheBudget_WaitsForAShare()
    {
        var budget = new MemoryBudget(100);
        var first = await budget.ReserveAsync(60, CancellationToken.None);
        var second = budget.ReserveAsync(50, CancellationToken.None).AsTask();
        var waited = !second.IsCompleted;

        first.Dispose();
        using var share = await second;

        Assert.That(waited, Is.True);
        Assert.That(budget.UsedBytes, Is.EqualTo(50));
    }

    [Test]
    public async Task ReserveAsync_SmallDemandBehindALargeOne_DoesNotOvertake()
    {
        var budget = new MemoryBudget(100);
        var first = await budget.ReserveAsync(60, CancellationToken.None);
        var large = budget.ReserveAsync(90, CancellationToken.None).AsTask();

        var small = budget.ReserveAsync(10, CancellationToken.None).AsTask();

        Assert.That(small.IsCompleted, Is.False);
        first.Dispose();
        (await large).Dispose();
        (await small).Dispose();
        Assert.That(budget.UsedBytes, Is.Zero);
    }

    [Test]
    public async Task ReserveAsync_MoreThanThereIs_RunsAlone()
    {
        var budget = new MemoryBudget(100);

        using var share = await budget.ReserveAsync(1000, CancellationToken.None);

        Assert.That(budget.UsedBytes, Is.EqualTo(100));
    }

    [Test]
    public async Task ReserveAsync_CancelledInLine_LetsTheNextOneThrough()
    {
        var budget = new MemoryBudget(100);
        using var impatience = new CancellationTokenSource();
        using var first = await budget.ReserveAsync(60, CancellationToken.None);
        var large = budget.ReserveAsync(90, impatience.Token).AsTask();
        var small = budget.ReserveAsync(40, CancellationToken.None).AsTask();

        await impatience.CancelAsync();
        using var share = await small;

        Assert.That(async () => await large, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(budget.UsedBytes, Is.EqualTo(100));
    }

    [Test]
    public async Task ReserveAsync_AlreadyCancelled_TakesNothing()
    {
        var budget = new MemoryBudget(100);
        using var share = await budget.ReserveAsync(100, CancellationToken.None);
        var cancelled = new CancellationToken(canceled: true);

        Assert.That(
            async () => await budget.ReserveAsync(1, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(budget.UsedBytes, Is.EqualTo(100));
    }

    [Test]
    public async Task Dispose_Twice_GivesBackOnce()
    {
        var budget = new MemoryBudget(100);
        var share = await budget.ReserveAsync(60, CancellationToken.None);

        share.Dispose();
        share.Dispose();

        Assert.That(budget.UsedBytes, Is.Zero);
    }

    [Test]
    public Task ReserveAsync_AnyDemandsAndCancellations_NeverPassTheBudgetAndAllComesBack() =>
        Gen.Select(Gen.Int[0, 150], Gen.Bool).Array[1, 40].SampleAsync(async demands =>
        {
            var budget = new MemoryBudget(100);
            var within = true;
            await Task.WhenAll(demands.Select(async demand =>
            {
                using var impatience = new CancellationTokenSource();
                var reserving = budget.ReserveAsync(demand.Item1, impatience.Token);
                if (demand.Item2)
                {
                    await impatience.CancelAsync();
                }

                try
                {
                    using var share = await reserving;
                    within &= budget.UsedBytes <= budget.TotalBytes;
                    await Task.Yield();
                }
                catch (OperationCanceledException)
                {
                    within &= demand.Item2;
                }
            }));
            return within && budget.UsedBytes == 0;
        });

    [Test]
    public async Task ReserveAsync_OnePartitionTakesAllItGets_LeavesRoomForAnother()
    {
        var budget = new MemoryBudget(96);
        var (slow, other) = ("uploads[0]", "uploads[1]");
        var first = await budget.ReserveAsync(32, slow, CancellationToken.None);
        using var second = await budget.ReserveAsync(32, slow, CancellationToken.None);
        var third = budget.ReserveAsync(32, slow, CancellationToken.None);

        using var passes = await budget.ReserveAsync(32, other, CancellationToken.None);
        Assert.That(third.IsCompleted, Is.False);

        first.Dispose();
        Assert.That(third.IsCompleted, Is.False, "It holds as much as is free.");
        passes.Dispose();
        using var late = await third;
    }

    /// <summary>
    /// While any demand waits, so does the first of the line for want of bytes, or its partition holds some already.
    /// </summary>
    [Test]
    public void ReserveAsync_AnyPartitions_NobodyWaitsForWhatIsFree() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 3], Gen.Bool).Array[1, 80].Sample(steps =>
        {
            var budget = new MemoryBudget(100);
            var granted = new List<(IDisposable Share, int Of, int Bytes)>();
            var waiting = new List<(Task<IDisposable> Task, int Of, int Bytes)>();
            foreach (var (bytes, of, gives) in steps)
            {
                if (gives && granted.Count > 0)
                {
                    granted[0].Share.Dispose();
                    granted.RemoveAt(0);
                }
                else
                {
                    var reserving = budget.ReserveAsync(bytes, $"uploads[{of}]", CancellationToken.None);
                    waiting.Add((reserving.AsTask(), of, bytes));
                }

                // Who waited is told by a thread of the pool.
                Assert.That(
                    SpinWait.SpinUntil(
                        () => granted.Sum(grant => grant.Bytes)
                            + waiting.Where(wait => wait.Task.IsCompleted).Sum(wait => wait.Bytes) == budget.UsedBytes,
                        TimeSpan.FromSeconds(20)),
                    Is.True);
                foreach (var (task, partition, size) in waiting.Where(wait => wait.Task.IsCompleted).ToList())
                {
                    granted.Add((task.Result, partition, size));
                }

                waiting.RemoveAll(wait => wait.Task.IsCompleted);
                var free = budget.TotalBytes - budget.UsedBytes;
                if (waiting.Count > 0 && waiting[0] is var head && head.Bytes <= free
                    && granted.TrueForAll(grant => grant.Of != head.Of))
                {
                    return false;
                }
            }

            return true;
        });
}
