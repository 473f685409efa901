using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline;

/// <summary>Where the time of one upload went. One upload, one flow: not thread-safe.</summary>
internal sealed class ScanTiming(TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();

    public Watch Fetch { get; } = new(clock);

    public Watch Exact { get; } = new(clock);

    public Watch Decode { get; } = new(clock);

    public Watch Hash { get; } = new(clock);

    public Watch Near { get; } = new(clock);

    public TimeSpan Total => clock.GetElapsedTime(_started);

    public TimingsData ToData() => new()
    {
        Fetch = Fetch.Milliseconds,
        Exact = Exact.Milliseconds,
        Decode = Decode.Milliseconds,
        Hash = Hash.Milliseconds,
        Near = Near.Milliseconds,
        Total = Math.Round(Total.TotalMilliseconds, 3),
    };

    /// <summary>Adds up one stage's time.</summary>
    internal sealed class Watch(TimeProvider clock)
    {
        private long _since;

        /// <summary>Null while the stage has not run.</summary>
        public TimeSpan? Elapsed { get; private set; }

        public double? Milliseconds => Elapsed is { } elapsed ? Math.Round(elapsed.TotalMilliseconds, 3) : null;

        public void Start() => _since = clock.GetTimestamp();

        public void Stop() => Add(clock.GetElapsedTime(_since));

        public void Add(TimeSpan time) => Elapsed = (Elapsed ?? TimeSpan.Zero) + time;

        public async ValueTask<T> MeasureAsync<T>(ValueTask<T> stage)
        {
            Start();
            try
            {
                return await stage;
            }
            finally
            {
                Stop();
            }
        }
    }
}
