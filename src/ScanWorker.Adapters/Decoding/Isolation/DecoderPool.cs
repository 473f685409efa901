using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding.Isolation.Protocol;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>The decoder processes: one for each lane and a spare, so that a lane whose process ended has another at
/// once. Thread-safe.</summary>
/// <remarks>Until <see cref="Begin"/> processes are started only when somebody waits for one.</remarks>
internal sealed class DecoderPool : IDisposable
{
    private const int FailuresMax = 3;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly List<DecoderProcess> _idle = [];
    private readonly HashSet<DecoderProcess> _busy = [];
    private readonly Queue<TaskCompletionSource<DecoderProcess?>> _waiting = new();
    private readonly DecoderStarter _starter;
    private readonly DecodeOptions _options;
    private readonly TimeProvider _clock;
    private readonly DecoderMetrics _metrics;
    private readonly ILogger<DecoderPool> _logger;
    private readonly int _size;
    private int _starting;
    private int _failures;
    private int _kills;
    private bool _keeps;
    private volatile bool _disposed;

    public DecoderPool(
        DecoderProgram program, IOptions<DecodeOptions> options, IOptions<LaneOptions> lanes, TimeProvider clock,
        DecoderMetrics metrics, ILogger<DecoderPool> logger)
    {
        (_options, _clock, _metrics, _logger) = (options.Value, clock, metrics, logger);
        _size = lanes.Value.Lanes + 1;
        _starter = new DecoderStarter(program);
        Facts = new DecoderFacts(metrics, logger);
        metrics.Watch(() => (_busy.Count, _idle.Count, _starting));
    }

    /// <summary>What its processes say of themselves.</summary>
    public DecoderFacts Facts { get; }

    /// <summary>No process can be started here, so none is waited for any more.</summary>
    public bool IsUnavailable { get; private set; }

    /// <summary>What fails from now on fails because it is ended.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>The processes: those at work, how many wait for it, and all that are ready.</summary>
    public (IReadOnlyList<int> BusyIds, int IdleCount, IReadOnlyList<int> AllIds) Processes
    {
        get
        {
            lock (_gate)
            {
                return (
                    [.. _busy.Select(process => process.Id)], _idle.Count,
                    [.. _busy.Concat(_idle).Select(process => process.Id)]);
            }
        }
    }

    /// <summary>Starts all of them, and from now on replaces each that ends.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _keeps = true;
            TopUp();
        }
    }

    /// <summary>Waits for a process of one's own.</summary>
    /// <returns>Dispose it; null where there is none to be had on this machine.</returns>
    public async ValueTask<DecoderLease?> LeaseAsync(CancellationToken stopping)
    {
        return await NextAsync(stopping) is { } process ? new DecoderLease(this, process) : null;
    }

    /// <summary>Takes a process back; one that ended is counted out and replaced.</summary>
    public void Return(DecoderProcess process, string? ended)
    {
        lock (_gate)
        {
            _busy.Remove(process);
            if (_disposed || ended is not null || !process.IsAlive)
            {
                Drop(process, ended ?? DecoderMetrics.Idle);
            }
            else
            {
                Offer(process);
            }

            TopUp();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _idle.ForEach(process => Drop(process, DecoderMetrics.Shutdown));
            _idle.Clear();
            while (_waiting.TryDequeue(out var waiter))
            {
                waiter.TrySetResult(null);
            }
        }

        _starter.Dispose();
    }

    private async ValueTask<DecoderProcess?> NextAsync(CancellationToken stopping)
    {
        TaskCompletionSource<DecoderProcess?> waiter;
        lock (_gate)
        {
            if (_disposed || IsUnavailable)
            {
                return null;
            }

            // The last that worked is the one whose memory is warm.
            while (_idle is [.., var idle])
            {
                _idle.RemoveAt(_idle.Count - 1);
                if (idle.IsAlive)
                {
                    _busy.Add(idle);
                    return idle;
                }

                Drop(idle, DecoderMetrics.Idle);
            }

            waiter = new TaskCompletionSource<DecoderProcess?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter);
            TopUp();
        }

        await using var giving = stopping.UnsafeRegister(
            state => ((TaskCompletionSource<DecoderProcess?>?)state)?.TrySetCanceled(stopping), waiter);
        return await waiter.Task;
    }

    // Under the lock, as all below. Who waited longest is served; who gave up waiting is passed over.
    private void Offer(DecoderProcess process)
    {
        while (_waiting.TryDequeue(out var waiter))
        {
            if (waiter.TrySetResult(process))
            {
                _busy.Add(process);
                return;
            }
        }

        _idle.Add(process);
    }

    private void Drop(DecoderProcess process, string cause)
    {
        if (process.Leave())
        {
            _metrics.Ended(cause);
            process.Kill();
            process.Dispose();
        }
    }

    private void TopUp()
    {
        var wanted = _keeps ? _size : Math.Min(_size, _busy.Count + _waiting.Count);
        while (!_disposed && !IsUnavailable && _busy.Count + _idle.Count + _starting < wanted)
        {
            _starting++;
            _ = Task.Factory.StartNew(
                StartOneAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
    }

    private async Task StartOneAsync()
    {
        var began = _clock.GetTimestamp();
        if (_disposed)
        {
            return;
        }

        try
        {
            var started = _starter.Start(_options.MemoryBytesMax);
            using var deadline = new CancellationTokenSource(StartDeadline, _clock);
            var ready = await Task.Factory.StartNew(
                () => DecoderProcess.Await(started, _starter.Holding, deadline.Token), deadline.Token,
                TaskCreationOptions.LongRunning, TaskScheduler.Default);
            _metrics.Started(_clock.GetElapsedTime(began));
            Arrived(ready);
        }
        catch (DecoderKilledException e)
        {
            await FailedAsync(e, PauseAfterKill);
        }
        catch (Exception e) when (e is Win32Exception or DecoderEndedException or MalformedAnswerException)
        {
            await FailedAsync(e, PauseAfterFailure);
        }
    }

    private void Arrived(DecoderProcess process)
    {
        process.WhenEnded(Gone);
        lock (_gate)
        {
            (_failures, _kills, _starting) = (0, 0, _starting - 1);
            if (_disposed)
            {
                Drop(process, DecoderMetrics.Shutdown);
                return;
            }

            Facts.Learn(process);
            Offer(process);
        }
    }

    // An idle process that ended is replaced before anybody wants it; a leased one when it is given back.
    private void Gone(DecoderProcess process)
    {
        lock (_gate)
        {
            if (_idle.Remove(process))
            {
                Drop(process, DecoderMetrics.Idle);
                TopUp();
            }
        }
    }

    private async Task FailedAsync(Exception reason, Func<TimeSpan> pauseAfter)
    {
        if (_disposed)
        {
            return;
        }

        _logger.DecoderNotStarted(reason);
        TimeSpan pause;
        lock (_gate)
        {
            pause = pauseAfter();
        }

        await Task.Delay(pause, _clock);
        lock (_gate)
        {
            _starting--;
            TopUp();
        }
    }

    // Lanes wait for a process meanwhile, and another start may well succeed: no reason to pause for longer than a
    // decoding may take, and none to go without a cage.
    private TimeSpan PauseAfterKill() => FirstPause * Math.Min(10, Math.Pow(2, _kills++));

    private TimeSpan PauseAfterFailure()
    {
        _failures++;
        if (_failures >= FailuresMax && _busy.Count + _idle.Count == 0 && !_options.IsolationRequired)
        {
            GiveUp();
        }

        return FirstPause * Math.Min(100, Math.Pow(2, _failures));
    }

    private void GiveUp()
    {
        IsUnavailable = true;
        _logger.IsolationUnavailable();
        _metrics.Holds(CageParts.None);
        while (_waiting.TryDequeue(out var waiter))
        {
            waiter.TrySetResult(null);
        }
    }
}
