using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Commands.Recordings;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Transparency;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Commands.Reports;

/// <summary>Reads verdicts twice: which are superseded, and then what each upload's last word is.</summary>
internal static class VerdictCounting
{
    // A record's time is set by another clock than the verdict in it.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromHours(1);

    /// <param name="files">The oldest first.</param>
    /// <param name="period">Which uploads count.</param>
    /// <param name="problems">Receives what is wrong with the recordings.</param>
    /// <param name="lanes">Threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The counts, and how many verdicts had no id.</returns>
    /// <exception cref="RecordingException">There is no verdict in them, or a line is wrong and reading is
    /// strict.</exception>
    public static async Task<(ReportCounts Counts, long WithoutId)> OfRecordingsAsync(
        IReadOnlyList<FileInfo> files, ReportPeriod period, RecordingProblems problems, int lanes,
        CancellationToken cancellation)
    {
        var superseded = new SupersededVerdicts();
        foreach (var id in files.SelectMany(file => LateVerdictIds.In(file.FullName)))
        {
            cancellation.ThrowIfCancellationRequested();
            superseded.Note(id);
        }

        var tally = new VerdictTally(superseded, period);
        var blocks = new VerdictBlocks<CountedVerdict>(CountedVerdict.Of, screen: null, problems);
        foreach (var file in files)
        {
            await blocks.RunAsync(file.FullName, lanes, TimeProvider.System, tally.Add, cancellation);
        }

        blocks.RequireAny(files);
        return (tally.Conclude(), blocks.Count - tally.Read);
    }

    /// <summary>As <see cref="OfRecordingsAsync"/>, of the topic of verdicts as it is now.</summary>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker cannot be reached.</exception>
    public static (ReportCounts Counts, long WithoutId) OfTopic(
        KafkaOptions kafka, ReportPeriod period, RecordingProblems problems, StderrProgress progress,
        CancellationToken cancellation)
    {
        var superseded = new SupersededVerdicts();
        foreach (var record in Read(kafka, period, progress, cancellation))
        {
            superseded.Note(record.Record.Header("ce_id"));
        }

        var (tally, withoutId) = (new VerdictTally(superseded, period), 0L);
        foreach (var record in Read(kafka, period, progress, cancellation))
        {
            if (OutcomeReader.ReadVerdict(record.Record) is not { } verdict)
            {
                continue;
            }

            problems.NoteVerdict(OutcomeReader.IsCapped(verdict));
            if (CountedVerdict.Of(record, verdict) is { } counted)
            {
                tally.Add(counted);
            }
            else
            {
                withoutId++;
            }
        }

        return (tally.Conclude(), withoutId);
    }

    // To the end of the topic: what was said after the period of an upload in it is its last word all the same.
    private static IEnumerable<RecordedRecord> Read(
        KafkaOptions kafka, ReportPeriod period, StderrProgress progress, CancellationToken cancellation)
    {
        var range = new TopicRange
        {
            From = period.Since - DateTimeOffset.UnixEpoch > ClocksDiffer ? period.Since - ClocksDiffer : null,
        };
        using var reader = new TopicRangeReader(kafka, kafka.Topics.Verdicts, range);
        var read = 0L;
        foreach (var record in reader.ReadToEnd(cancellation))
        {
            yield return record;
            if (++read % 1000 == 0)
            {
                progress.Report(read, read + reader.Remaining);
            }
        }
    }
}
