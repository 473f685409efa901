using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Lanes;

namespace ScanWorker.Pipeline.Loop;

/// <summary>The daemon's work, from start to drained stop: owns the poll thread, the lanes and the committer.</summary>
internal sealed class ScanLoop : IHostedService, IDisposable
{
    private static readonly TimeSpan ReadinessPause = TimeSpan.FromMilliseconds(20);

    private readonly IUploadSource _source;
    private readonly IVerdictSink _sink;
    private readonly RecordJudge _judge;
    private readonly Readiness _readiness;
    private readonly TopicRanks _ranks;
    private readonly LoopOptions _options;
    private readonly BackfillOptions _backfill;
    private readonly LaneOptions _lanes;
    private readonly ShutdownOptions _shutdown;
    private readonly TimeProvider _clock;
    private readonly LoopMetrics _metrics;
    private readonly LoopState _state;
    private readonly ProcessFault _fault;
    private readonly ILogger<ScanLoop> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;

    public ScanLoop(
        IUploadSource source, IVerdictSink sink, RecordJudge judge, Readiness readiness, TopicRanks ranks,
        IOptions<LoopOptions> options, IOptions<BackfillOptions> backfill, IOptions<LaneOptions> lanes,
        IOptions<ShutdownOptions> shutdown, TimeProvider clock, LoopMetrics metrics, LoopState state,
        ProcessFault fault, ILogger<ScanLoop> logger)
    {
        (_source, _sink, _judge, _readiness, _ranks) = (source, sink, judge, readiness, ranks);
        (_options, _backfill) = (options.Value, backfill.Value);
        (_lanes, _shutdown) = (lanes.Value, shutdown.Value);
        (_clock, _metrics, _state, _fault, _logger) = (clock, metrics, state, fault, logger);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = "poll", IsBackground = true };
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <summary>Drains, commits and leaves the group, within the host's shutdown timeout.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            await _ended.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _abandon.CancelAsync();
        }
    }

    /// <summary>Leaves the group without waiting for scans or commits: its partitions go to others at once.</summary>
    /// <returns>Whether it was done in time.</returns>
    public bool Abandon(TimeSpan patience)
    {
        try
        {
            _stopping.Cancel();
            _abandon.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The host has stopped it already.
        }

        return _thread?.Join(patience) ?? true;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _abandon.Dispose();
    }

    private void Run()
    {
        try
        {
            RunToEnd();
        }
        catch (Exception e)
        {
            _fault.Report(e);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void RunToEnd()
    {
        if (!WaitUntilReady())
        {
            return;
        }

        using var lanes = new LaneScheduler(_lanes.Lanes, _clock);
        using var committer = new CommitThread(_sink, _clock, _abandon.Token);
        using var source = _source;
        _state.Watch(lanes);
        var places = _backfill.PlacesOf(_lanes.Lanes);
        var waiting = new RankedQueue<TopicPartition, (InboundRecord Inbound, Receipt Receipt)>(
            _options.ScansMax, places, new RateCap(_backfill.UploadsPerSecondMax, _clock));
        var scans = new ScanDispatcher(_judge, lanes, _ranks, waiting, places, _abandon.Token);
        var intake = new Intake(source, _ranks, _options, _backfill, _metrics);
        var loop = new PollLoop(
            source, intake, scans, committer, _readiness, _ranks, _options, _clock, _metrics);
        try
        {
            loop.Join();
            _logger.Joined(lanes.MaximumConcurrencyLevel);
            while (!_stopping.IsCancellationRequested)
            {
                loop.Turn(draining: false);
            }

            Drain(loop);
        }
        finally
        {
            _abandon.Cancel(); // Lanes and committer end now, whatever they wait for.
        }
    }

    private void Drain(PollLoop loop)
    {
        // The host gives all services together its timeout; a share of it is kept for leaving the group.
        var budget = _shutdown.ShutdownTimeout * 0.8;
        var since = _clock.GetTimestamp();
        _logger.Draining(budget.TotalSeconds);
        while (loop.Unfinished > 0 && _clock.GetElapsedTime(since) < budget && !_abandon.IsCancellationRequested)
        {
            loop.Turn(draining: true);
        }

        _logger.Drained(loop.Open);
        loop.Leave();
    }

    private bool WaitUntilReady()
    {
        string? told = null;
        while (_readiness.Obstacle is { } obstacle)
        {
            _metrics.Turned();
            if (told != obstacle)
            {
                _logger.Waiting(obstacle);
                told = obstacle;
            }

            if (_stopping.Token.WaitHandle.WaitOne(ReadinessPause))
            {
                return false;
            }
        }

        return !_stopping.IsCancellationRequested;
    }
}
