using System.Runtime.ExceptionServices;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// Runs calls, one at a time, on a thread of its own, so that one that never returns can be given up.
/// </summary>
/// <remarks>
/// Some of librdkafka's transactional calls do not always end with their time-out: SendOffsetsToTransaction was seen to
/// wait for ever for a broker that had long come back (confluentinc/librdkafka#5456). Used by one thread.
/// </remarks>
internal sealed class CallThread
{
    private readonly object _gate = new();
    private readonly Thread _thread;
    private readonly Action _last;
    private Action? _call;
    private ExceptionDispatchInfo? _thrown;
    private bool _isEnding;

    /// <param name="name">The thread's.</param>
    /// <param name="last">
    /// What the thread does when it ends; where a call is stuck, as soon as that returns, if ever.
    /// </param>
    public CallThread(string name, Action last)
    {
        _last = last;
        _thread = new Thread(Serve) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>A call was given up. No other will be made.</summary>
    public bool IsStuck { get; private set; }

    /// <exception cref="TimeoutException">The call did not return within the limit, and may go on.</exception>
    /// <exception cref="Exception">Whatever the call threw.</exception>
    public void Run(Action call, TimeSpan limit)
    {
        lock (_gate)
        {
            if (!IsStuck)
            {
                (_call, _thrown) = (call, null);
                Monitor.PulseAll(_gate);
                _ = Monitor.Wait(_gate, limit);
                IsStuck = _call is not null;
            }

            if (IsStuck)
            {
                throw new TimeoutException($"A call of the Kafka client has not returned for {limit.TotalSeconds:0} s.");
            }
        }

        _thrown?.Throw();
    }

    /// <returns>Whether the thread ended within the limit; it ends by itself otherwise, or with the process.</returns>
    public bool End(TimeSpan limit)
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }

        return _thread.Join(limit);
    }

    private void Serve()
    {
        while (Next() is { } call)
        {
            ExceptionDispatchInfo? thrown = null;
            try
            {
                call();
            }
            catch (Exception problem)
            {
                thrown = ExceptionDispatchInfo.Capture(problem);
            }

            lock (_gate)
            {
                (_call, _thrown) = (null, thrown);
                Monitor.PulseAll(_gate);
            }
        }

        _last();
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (_call is null && !_isEnding)
            {
                _ = Monitor.Wait(_gate);
            }

            return _call;
        }
    }
}
