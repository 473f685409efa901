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
}
