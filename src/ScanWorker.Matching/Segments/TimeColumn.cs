namespace ScanWorker.Matching.Segments;

/// <summary>Points in time with their offset from UTC, in whole minutes.</summary>
internal readonly struct TimeColumn(Section utcTicks, Section offsetMinutes, int count)
{
    private readonly NumberColumn _utcTicks = new(utcTicks, count);
    private readonly NumberColumn _offsetMinutes = new(offsetMinutes, count);

    /// <exception cref="SegmentException">No such row, or what is there is no time.</exception>
    internal DateTimeOffset this[int row]
    {
        get
        {
            try
            {
                var utc = new DateTimeOffset(_utcTicks[row], TimeSpan.Zero);
                return utc.ToOffset(TimeSpan.FromMinutes(_offsetMinutes[row]));
            }
            catch (ArgumentException e)
            {
                throw new SegmentException("A time lies outside of what a time can be.", e);
            }
        }
    }
}
