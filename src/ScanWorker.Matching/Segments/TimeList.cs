namespace ScanWorker.Matching.Segments;

/// <summary>Points in time of a segment that is being built; see <see cref="TimeColumn"/>.</summary>
internal sealed class TimeList
{
    private readonly NumberList _utcTicks = new();
    private readonly NumberList _offsetMinutes = new();
    private long _lastTicks;

    internal void Add(DateTimeOffset? time)
    {
        // An absent time repeats the one before, so that the range stays small.
        _lastTicks = time?.UtcTicks ?? _lastTicks;
        _utcTicks.Add(_lastTicks);
        _offsetMinutes.Add(time?.TotalOffsetMinutes ?? 0);
    }

    internal IEnumerable<Section> Write(SectionKind utcTicks, SectionKind offsetMinutes) =>
        [_utcTicks.Write(utcTicks), _offsetMinutes.Write(offsetMinutes)];
}
