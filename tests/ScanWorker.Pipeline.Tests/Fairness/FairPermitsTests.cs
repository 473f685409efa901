using CsCheck;
using ScanWorker.Pipeline.Fairness;

namespace ScanWorker.Pipeline.Tests.Fairness;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class FairPermitsTests
{
    [Test]
    public async Task WaitAsync_OneHostIsSlow_AnotherGetsAPermitAtOnce()
    {
        var permits = new FairPermits<string>(4);
        var slow = Enumerable.Range(0, 10)
            .Select(_ => permits.WaitAsync("slow", CancellationToken.None).AsTask()).ToList();
        Assert.That(slow.Count(wait => wait.IsCompleted), Is.EqualTo(2));

        using var other = await permits.WaitAsync("other", CancellationToken.None);
        (await slow[0]).Dispose();
        (await slow[0]).Dispose(); // Twice gives back once.
        other.Dispose();
        using var third = await slow[2];
        Assert.That(slow.Count(wait => wait.IsCompleted), Is.EqualTo(3));
    }

    [Test]
    public async Task WaitAsync_CancelledWhileItWaits_TakesNoPermit()
    {
        var permits = new FairPermits<string>(1);
        using var impatience = new CancellationTokenSource();
        var first = await permits.WaitAsync("a", CancellationToken.None);
        var second = permits.WaitAsync("a", impatience.Token).AsTask();
        var third = permits.WaitAsync("a", CancellationToken.None).AsTask();

        await impatience.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        first.Dispose();
        using var last = await third;
    }

    [Test]
    public Task WaitAsync_AnyFlowsAndCancellations_NeverPassTheLimitAndAllEnd() =>
        Gen.Select(Gen.Int[1, 5], Gen.Select(Gen.Int[0, 3], Gen.Bool).Array[1, 40]).SampleAsync(async (limit, waits) =>
        {
            var permits = new FairPermits<int>(limit);
            var (taken, isWithin) = (0, true);
            await Task.WhenAll(waits.Select(async wait =>
            {
                using var impatience = new CancellationTokenSource();
                var waiting = permits.WaitAsync(wait.Item1, impatience.Token);
                if (wait.Item2)
                {
                    await impatience.CancelAsync();
                }

                try
                {
                    using var permit = await waiting;
                    isWithin &= Interlocked.Increment(ref taken) <= limit;
                    await Task.Yield();
                    Interlocked.Decrement(ref taken);
                }
                catch (OperationCanceledException)
                {
                    isWithin &= wait.Item2;
                }
            }));
            return isWithin && taken == 0;
        });
}
