using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;
using ScanWorker.Testing;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Tests.Commands.Sets.Serving;

/// <summary>Who works when: only the holder of the lease, and no longer than it lasts.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ServeLoopTests : IAsyncDisposable
{
    private const string Set = "default";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Turn = Life / 3;
    private readonly SteppingClock _clock = new();
    private readonly FakePublisherLeases _leases;
    private readonly FakeMeterFactory _meters = new();
    private readonly ServeMetrics _metrics;
    private readonly Work _work = new();
    private readonly ServeLoop _loop;

    public ServeLoopTests()
    {
        _leases = new FakePublisherLeases { Clock = _clock };
        _metrics = new ServeMetrics(_meters, _clock);
        _loop = new ServeLoop(
            _leases, _work, _metrics, Options.Create(new SetsOptions { Name = Set }),
            Options.Create(new ServeOptions { LeaseLife = Life }), _clock, NullLogger<ServeLoop>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(CancellationToken.None);
        _loop.Dispose();
        _meters.Dispose();
    }

    [Test]
    public async Task ExecuteAsync_LeaseIsFree_WorksAndRenewsIt()
    {
        await _loop.StartAsync(CancellationToken.None);
        var lease = await _work.BegunAsync();
        Assert.That(_metrics.State.Lease, Is.EqualTo(lease.Number));

        for (var turn = 0; turn < 6; turn++)
        {
            await PassTurnAsync();
        }

        await TimerAsync(Turn);
        Assert.That(_leases.Holds(lease), Is.True);
        Assert.That(_work.IsWorking, Is.True);
    }

    [Test]
    public async Task ExecuteAsync_AnotherHoldsIt_StandsByUntilItEnds()
    {
        _ = await _leases.TryTakeAsync(Set, Life, CancellationToken.None);
        await _loop.StartAsync(CancellationToken.None);

        await PassTurnAsync();
        await PassTurnAsync();
        await TimerAsync(Turn);
        Assert.That((_work.Begun, _metrics.State.Lease), Is.EqualTo((0, 0L)));
        _clock.Advance(Turn);

        Assert.That((await _work.BegunAsync()).Number, Is.EqualTo(2));
    }

    [Test]
    public async Task ExecuteAsync_LeaseIsLost_EndsTheWorkAndStandsBy()
    {
        await _loop.StartAsync(CancellationToken.None);
        var lost = await _work.BegunAsync();
        _leases.End(Set);
        _ = await _leases.TryTakeAsync(Set, Life, CancellationToken.None);

        await PassTurnAsync();
        await _work.EndedAsync();
        await TimerAsync(Turn);

        Assert.That(_metrics.State.Lease, Is.Zero);
        Assert.That(_leases.Holds(lost), Is.False);
    }

    [Test]
    public async Task ExecuteAsync_StoreIsAwayForLessThanALife_GoesOnWorking()
    {
        await _loop.StartAsync(CancellationToken.None);
        var lease = await _work.BegunAsync();
        _leases.IsAway = true;
        await PassTurnAsync();
        await TimerAsync(Turn);
        Assert.That(_metrics.State.StoreProblem, Is.Not.Null);

        _leases.IsAway = false;
        _clock.Advance(Turn);
        await TimerAsync(Turn);

        Assert.That((_metrics.State.StoreProblem, _work.IsWorking), Is.EqualTo(((string?)null, true)));
        Assert.That(_leases.Holds(lease), Is.True);
    }

    [Test]
    public async Task ExecuteAsync_StoreIsAwayForALife_EndsTheWork()
    {
        await _loop.StartAsync(CancellationToken.None);
        _ = await _work.BegunAsync();
        _leases.IsAway = true;

        await PassTurnAsync();
        await PassTurnAsync();
        await PassTurnAsync();
        await _work.EndedAsync();
    }

    [Test]
    public async Task ExecuteAsync_WorkFindsTheLeaseLost_StandsByAndTriesAgain()
    {
        await _loop.StartAsync(CancellationToken.None);
        _ = await _work.BegunAsync();

        _work.Fail(new PublisherLeaseLostException("Lost."));
        await _work.EndedAsync();
        await PassTurnAsync(); // Of the renewal that is no longer waited for, or of the pause; both are over then.
        await PassTurnAsync();

        Assert.That((await _work.BegunAsync()).Number, Is.EqualTo(2));
    }

    [Test]
    public async Task StopAsync_Working_EndsTheWorkAndReleasesTheLease()
    {
        await _loop.StartAsync(CancellationToken.None);
        _ = await _work.BegunAsync();

        await _loop.StopAsync(CancellationToken.None).WaitAsync(Patience);

        Assert.That(_work.IsWorking, Is.False);
        Assert.That(await _leases.TryTakeAsync(Set, Life, CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task ExecuteAsync_WorkHasAFault_EndsTheService()
    {
        await _loop.StartAsync(CancellationToken.None);
        _ = await _work.BegunAsync();

        _work.Fail(new InvalidOperationException("A bug."));

        await Assert.ThatAsync(
            () => (_loop.ExecuteTask ?? Task.CompletedTask).WaitAsync(Patience),
            Throws.TypeOf<InvalidOperationException>());
        Assert.That(await _leases.TryTakeAsync(Set, Life, CancellationToken.None), Is.Not.Null, "it was released");
    }

    private async Task TimerAsync(TimeSpan due)
    {
        while (await _clock.NextTimerAsync().WaitAsync(Patience) != due)
        {
        }
    }

    private async Task PassTurnAsync()
    {
        await TimerAsync(Turn);
        _clock.Advance(Turn);
    }

    private sealed class Work : IPublisherWork
    {
        private readonly Channel<PublisherLease> _begun = Channel.CreateUnbounded<PublisherLease>();
        private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();
        private readonly TaskCompletionSource _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _working;

        public int Begun { get; private set; }

        public bool IsWorking => Volatile.Read(ref _working) > 0;

        public async Task<PublisherLease> BegunAsync() => await _begun.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public async Task EndedAsync() => _ = await _ended.Reader.ReadAsync().AsTask().WaitAsync(Patience);

        public void Fail(Exception fault) => _fault.SetException(fault);

        public async Task RunAsync(PublisherLease lease, CancellationToken stopping)
        {
            Begun++;
            Interlocked.Increment(ref _working);
            _ = _begun.Writer.TryWrite(lease);
            try
            {
                await (Begun == 1 ? _fault.Task : new TaskCompletionSource().Task).WaitAsync(stopping);
            }
            finally
            {
                Interlocked.Decrement(ref _working);
                _ = _ended.Writer.TryWrite(true);
            }
        }
    }
}
