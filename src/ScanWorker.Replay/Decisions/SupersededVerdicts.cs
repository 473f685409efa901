using System.Collections.Concurrent;
using System.Globalization;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Decisions;

/// <summary>
/// Which verdicts of a topic a later one of the same upload has superseded. Filled by reading the topic once, from any
/// thread; until all of it is read, an answer of no may be wrong.
/// </summary>
/// <remarks>
/// An upload is known by the position of its event, with which the id of each of its verdicts begins; a late verdict's
/// id ends with the number of the decision. So the order of partitions, and which of them a verdict lies in, is all
/// the same.
/// </remarks>
internal sealed class SupersededVerdicts
{
    internal const string LateSuffix = $"/{EventTypes.Verdict}/late/";
    private const string FirstSuffix = $"/{EventTypes.Verdict}";

    private readonly ConcurrentDictionary<string, int> _latest = new(StringComparer.Ordinal);

    /// <param name="eventId">CloudEvents id of a verdict; null is none.</param>
    /// <returns>The upload, and 0 for its first verdict, 1 for the one that supersedes it, and so on; null: no verdict
    /// of ours.</returns>
    public static (string Origin, int Decision)? Read(string? eventId)
    {
        if (eventId is null)
        {
            return null;
        }

        if (eventId.EndsWith(FirstSuffix, StringComparison.Ordinal))
        {
            return (eventId[..^FirstSuffix.Length], 0);
        }

        var at = eventId.LastIndexOf(LateSuffix, StringComparison.Ordinal);
        return at >= 0 && int.TryParse(
            eventId.AsSpan(at + LateSuffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var decision)
                ? (eventId[..at], decision)
                : null;
    }

    /// <summary>Takes note of a late verdict; anything else is nothing to note.</summary>
    public void Note(string? eventId)
    {
        if (Read(eventId) is (var origin, > 0 and var decision))
        {
            _ = _latest.AddOrUpdate(origin, decision, (_, known) => Math.Max(known, decision));
        }
    }

    /// <summary>Whether a later verdict of the same upload is there.</summary>
    public bool Contains(string origin, int decision) => LatestOf(origin) > decision;

    /// <summary>The number of the upload's last verdict: 0 where it has only its first.</summary>
    public int LatestOf(string origin) => _latest.GetValueOrDefault(origin);
}
