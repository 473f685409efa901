namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>How fast the lanes of one instance may emit together. Thread-safe.</summary>
/// <param name="eventsPerSecondMax">Of all instances that share a look back.</param>
/// <param name="clock">Measures.</param>
internal sealed class LookbackPace(int eventsPerSecondMax, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly long _since = clock.GetTimestamp();
    private TimeSpan _free;
    private int _sharers = 1;

    /// <summary>How many instances share the rate.</summary>
    public int Sharers
    {
        get => Volatile.Read(ref _sharers);
        set => Volatile.Write(ref _sharers, Math.Max(value, 1));
    }

    /// <param name="emitted">Events that were written just now.</param>
    /// <returns>How long whoever wrote them waits before the next.</returns>
    public TimeSpan Take(int emitted)
    {
        lock (_lock)
        {
            var now = clock.GetElapsedTime(_since);
            var from = _free > now ? _free : now;
            _free = from + TimeSpan.FromSeconds((double)emitted * Sharers / eventsPerSecondMax);
            return _free - now;
        }
    }
}
