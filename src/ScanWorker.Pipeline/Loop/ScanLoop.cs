using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.Loop;

/// <summary>The daemon's work, from start to drained stop: owns the poll thread, the lanes and the committer.</summary>
internal sealed class ScanLoop : IHostedService, IDisposable
{
    private static readonly TimeSpan ReadinessPause = TimeSpan.FromMilliseconds(20);

    private readonly IUploadSource _source;
    private readonly IVerdictSink _sink;
    private readonly RecordJudge _judge;
    private readonly Readiness _readiness;
    private readonly LoopOptions _options;
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
        IUploadSource source, IVerdictSink sink, RecordJudge judge, Readiness readiness, IOptions<LoopOptions> options,
        IOptions<LaneOptions> lanes, IOptions<ShutdownOptions> shutdown, TimeProvider clock, LoopMetrics metrics,
        LoopState state,
        ProcessFault fault, ILogger<ScanLoop> logger)
    {
        (_source, _sink, _judge, _readiness) = (source, sink, judge, readiness);
        (_options, _lanes, _shutdown) = (options.Value, lanes.Value, shutdown.Value);
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
        var scans = new ScanDispatcher(_judge, lanes, _options.ScansMax, _abandon.Token);
        var loop = new PollLoop(source, scans, committer, _readiness, _options, _clock, _metrics);
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
