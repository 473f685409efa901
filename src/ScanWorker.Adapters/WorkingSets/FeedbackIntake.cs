using System.Collections.Immutable;
using System.Text;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Feedback;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Brings feedback into a working set, batch by batch. Not thread-safe.</summary>
/// <remarks>
/// A batch is one record of the journal: its opinions, and where reading goes on. Killed at any point, the next run
/// begins behind the last whole record; and what is read twice all the same counts once, see <see cref="OpinionBook"/>.
/// What is no feedback is in the quarantine file before the record that goes past it.
/// </remarks>
/// <param name="workingSet">Open to write.</param>
/// <param name="read">Reads an event.</param>
/// <param name="template">Who, why and the file; the rest is filled in.</param>
/// <param name="keepsPositions">The records are of the topic itself: the next run goes on behind them.</param>
internal sealed class FeedbackIntake(
    WorkingSet workingSet, Func<InboundRecord, FeedbackReading> read, JournalRecord template, bool keepsPositions)
    : IDisposable
{
    /// <summary>Bounds a line of the journal.</summary>
    public const int BatchMax = 10_000;

    private readonly List<Opinion> _news = [];
    private readonly Dictionary<TopicPartition, long> _next = [];
    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private readonly QuarantineFile _quarantine = workingSet.OpenQuarantine();
    private int _pending;

    public FeedbackCounts Counts { get; private set; } = new(0, 0, 0);

    /// <summary>The quarantine file, if there is one.</summary>
    public string? QuarantineFile => _quarantine.Path;

    /// <exception cref="IOException">There is no room; what was taken before stays.</exception>
    public void Take(InboundRecord record)
    {
        Counts = Counts with { Read = Counts.Read + 1 };
        switch (read(record))
        {
            case FeedbackReading.Given { Opinion: var opinion } when workingSet.State.Opinions.IsNews(opinion):
                _news.Add(opinion);
                Counts = Counts with { News = Counts.News + 1 };
                break;
            case FeedbackReading.Malformed malformed:
                Reject(record, malformed);
                break;
        }

        _next[record.Position.TopicPartition] = record.Position.Offset + 1;
        if (++_pending >= BatchMax)
        {
            Complete();
        }
    }

    /// <summary>Writes down what was taken since the last time.</summary>
    /// <exception cref="IOException">There is no room; what was taken before stays.</exception>
    public void Complete()
    {
        if (_news.Count > 0 || _rejected.Count > 0 || (keepsPositions && _next.Count > 0))
        {
            ImmutableArray<FeedbackPosition> positions = keepsPositions
                ? [.. _next.Select(at => new FeedbackPosition(at.Key.Topic, at.Key.Partition, at.Value))] : [];
            _ = workingSet.Append(template with
            {
                Feedback = new JournalFeedback([.. _news], positions),
                Quarantined = _rejected.Count == 0
                    ? null : _rejected.ToImmutableSortedDictionary(StringComparer.Ordinal),
            });
        }

        _news.Clear();
        _next.Clear();
        _rejected.Clear();
        _pending = 0;
    }

    public void Dispose() => _quarantine.Dispose();

    private void Reject(InboundRecord record, FeedbackReading.Malformed malformed)
    {
        var code = KebabCase.Of(malformed.Code);
        _quarantine.Add(
            record.Position.Offset, code,
            $"{record.Position}: {malformed.Message} {Encoding.UTF8.GetString(record.Value ?? [])}");
        _rejected[code] = _rejected.GetValueOrDefault(code) + 1;
        Counts = Counts with { Quarantined = Counts.Quarantined + 1 };
    }
}

/// <summary>What a reading of feedback brought.</summary>
/// <param name="Read">Events.</param>
/// <param name="News">Opinions that were not in the working set, or stand against one that was.</param>
/// <param name="Quarantined">Records that are no feedback.</param>
internal sealed record FeedbackCounts(long Read, long News, long Quarantined)
{
    /// <summary>Of both together.</summary>
    public FeedbackCounts With(FeedbackCounts more) =>
        new(Read + more.Read, News + more.News, Quarantined + more.Quarantined);
}
