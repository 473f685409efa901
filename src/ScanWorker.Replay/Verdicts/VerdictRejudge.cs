using System.Buffers;
using System.Text.Json;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Reports;

namespace ScanWorker.Replay.Verdicts;

/// <summary>
/// Judges recorded verdicts again, and makes of each what is wanted of it, down to the line of the new recording.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Most uploads are near nothing, before and now. What they are now is known without judging, and their hashes stay as
/// they are written; the rest of the verdict is read and written like any other.
/// </remarks>
/// <param name="set">The hash set.</param>
/// <param name="policy">Judges.</param>
/// <param name="worker">Who judges, as it stands in the new verdicts.</param>
internal sealed class VerdictRejudge(LoadedHashSet set, VerdictPolicy policy, WorkerData worker)
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _lineOfThread;

    private readonly FingerprintJudge _judge = new(set, policy, new SearchPlanner());
    private readonly FingerprintScreen? _screen = ScreenMaker.Of(set.Index, policy);

    /// <summary>Lines of a new recording are wanted.</summary>
    public bool WritesLines { get; init; }

    /// <summary>Measures the distances; null where they are not wanted.</summary>
    public NearestDistances? Distances { get; init; }

    /// <param name="record">Of a recording of verdicts.</param>
    /// <param name="hashes">Room for <see cref="VerdictSkim.HashesMax"/> hashes.</param>
    /// <returns>Null: the verdict must be judged in full, if it is one.</returns>
    public RejudgedVerdict? Quick(RecordedRecord record, PerceptualHash[] hashes)
    {
        if (_screen is null || LeanVerdict.Read(record.Record, hashes, out var skim) is not { } recorded
            || recorded.Image?.Incomplete is not null || !_screen.IsClear(in skim, hashes.AsSpan(0, skim.HashCount)))
        {
            return null;
        }

        var now = recorded with
        {
            HashSetVersion = set.Version,
            PolicyVersion = policy.Version,
            Worker = worker,
            Timings = null,
            Cached = false,
        };
        var value = record.Record.Value.AsSpan();
        return Of(
            record, recorded, now, WritesLines ? LeanVerdict.Write(now, value[skim.Hashes]) : [],
            Distances?.Measure(hashes.AsSpan(0, skim.HashCount)));
    }

    /// <param name="record">Of a recording of verdicts.</param>
    /// <param name="recorded">What it holds.</param>
    public RejudgedVerdict InFull(RecordedRecord record, VerdictEvent recorded)
    {
        var now = _judge.Rewrite(recorded, record.Record.Timestamp, worker);
        return Of(
            record, recorded, now,
            WritesLines ? JsonSerializer.SerializeToUtf8Bytes(now, EventJson.Default.VerdictEvent) : [],
            Distances?.Measure(now));
    }

    private RejudgedVerdict Of(
        RecordedRecord record, VerdictEvent before, VerdictEvent now, byte[] json, UploadDistances? distances) =>
        new(OutcomeReader.Of(before, record.Record.Header("ce_id")), OutcomeReader.Of(record.Record, now))
        {
            Line = WritesLines ? LineOf(record with { Record = record.Record with { Value = json } }) : default,
            Distances = distances,
        };

    private static byte[] LineOf(RecordedRecord record)
    {
        var line = _lineOfThread ??= new ArrayBufferWriter<byte>();
        line.ResetWrittenCount();
        RecordingLine.Write(line, record);
        return line.WrittenSpan.ToArray();
    }
}
