using System.Globalization;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Recordings;

/// <summary>How fast a recording is played: as fast as can be, or as it was written, or a multiple of that.</summary>
/// <param name="factor">1 is the original pace; null is as fast as can be.</param>
internal sealed class ReplaySpeed(double? factor)
{
    public static ReplaySpeed Parse(string text) =>
        text == "max" ? new ReplaySpeed(null)
        : text.EndsWith('x')
            && double.TryParse(
                text.AsSpan(..^1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
            && factor is >= 0.001 and <= 1_000_000
            ? new ReplaySpeed(factor)
            : throw new UsageException($"--speed: '{text}' is neither max nor a multiple such as 1x or 0.5x.");

    /// <summary>
    /// Gives each record when its time has come; a time before the latest one so far has come already.
    /// </summary>
    public IEnumerable<RecordedRecord> Pace(
        IEnumerable<RecordedRecord> records, TimeProvider clock, CancellationToken cancellation)
    {
        var (started, first) = (clock.GetTimestamp(), (DateTimeOffset?)null);
        foreach (var record in records)
        {
            first ??= record.Record.Timestamp;
            var wait = factor is { } speed
                ? ((record.Record.Timestamp - first.Value) / speed) - clock.GetElapsedTime(started)
                : TimeSpan.Zero;
            if (wait > TimeSpan.Zero && cancellation.WaitHandle.WaitOne(wait))
            {
                yield break;
            }

            yield return record;
        }
    }
}
