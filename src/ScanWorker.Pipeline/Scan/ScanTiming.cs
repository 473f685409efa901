using System.Diagnostics;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Scan;

/// <summary>Where the time of one upload went. One upload, one flow: not thread-safe.</summary>
internal sealed class ScanTiming(TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();

    public Watch Fetch { get; } = new(clock, "fetch");

    public Watch Exact { get; } = new(clock, "exact match");

    public Watch Decode { get; } = new(clock, "decode");

    public Watch Hash { get; } = new(clock, "hash");

    public Watch Near { get; } = new(clock, "near match");

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

    /// <summary>Adds up one stage's time, and is its span.</summary>
    internal sealed class Watch(TimeProvider clock, string name)
    {
        private long _since;
        private Activity? _span;

        /// <summary>Null while the stage has not run.</summary>
        public TimeSpan? Elapsed { get; private set; }

        public double? Milliseconds => Elapsed is { } elapsed ? Math.Round(elapsed.TotalMilliseconds, 3) : null;

        public void Start()
        {
            _span = ScanTracing.Stage(name);
            _since = clock.GetTimestamp();
        }

        public void Stop()
        {
            Add(clock.GetElapsedTime(_since));
            _span?.Dispose();
        }

        public void Add(TimeSpan time) => Elapsed = (Elapsed ?? TimeSpan.Zero) + time;

        /// <param name="stage">Started here, so that what it does before its first wait counts too.</param>
        public async ValueTask<T> MeasureAsync<T>(Func<ValueTask<T>> stage)
        {
            Start();
            try
            {
                return await stage();
            }
            finally
            {
                Stop();
            }
        }
    }
}
