using System.Text.Json;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Transparency;

namespace ScanWorker.Replay.Tests.Transparency;

/// <summary>An upload with the verdicts that were given of it, as records of the topic.</summary>
/// <param name="Number">Tells uploads apart.</param>
/// <param name="Hour">Since 1970, of the first verdict.</param>
/// <param name="Actions">Of the first verdict and of each late one: block is a match, review an obstacle.</param>
internal sealed record Decided(int Number, int Hour, IReadOnlyList<PolicyAction> Actions)
{
    /// <summary>What must not come into a report, wherever an event has room for it.</summary>
    public string Secret => $"SECRET{Number}";

    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddHours(Hour);

    public static VerdictKind KindOf(PolicyAction action) => action switch
    {
        PolicyAction.Block => VerdictKind.Match,
        PolicyAction.Review => VerdictKind.Unscannable,
        PolicyAction.Observe => VerdictKind.NotScanned,
        _ => VerdictKind.NoMatch,
    };

    /// <summary>Reads records as the command does: what supersedes what, and then the verdicts.</summary>
    public static ReportCounts Count(IReadOnlyCollection<RecordedRecord> records, ReportPeriod period)
    {
        var superseded = new SupersededVerdicts();
        foreach (var record in records)
        {
            superseded.Note(record.Record.Header("ce_id"));
        }

        var tally = new VerdictTally(superseded, period);
        foreach (var record in records)
        {
            var verdict = OutcomeReader.ReadVerdict(record.Record) ?? throw new AssertionException("Not a verdict.");
            tally.Add(CountedVerdict.Of(record, verdict) ?? throw new AssertionException("A verdict without id."));
        }

        return tally.Conclude();
    }

    public IEnumerable<RecordedRecord> Records() => Actions.Select((action, decision) =>
    {
        var id = $"uploads/0/{Number}/{EventTypes.Verdict}{(decision == 0 ? "" : $"/late/{decision}")}";
        return new RecordedRecord(
            new InboundRecord(
                new RecordPosition(new TopicPartition("scan.verdicts", 0), (Number * 10) + decision), At,
                "k"u8.ToArray(), PastVerdicts.Json(Verdict(action, decision)),
                [RecordHeader.Of("ce_id", id), RecordHeader.Of("ce_type", EventTypes.Verdict)]),
            TimestampKind.Create);
    });

    private VerdictEvent Verdict(PolicyAction action, int decision) => PastVerdicts.Unknown(Number) with
    {
        UploadId = Secret,
        Verdict = KindOf(action),
        Action = action,
        Reason = KindOf(action) switch
        {
            VerdictKind.Unscannable => $"unsupported-format:{Secret}",
            VerdictKind.NotScanned => "out-of-scope:rule",
            _ => "code",
        },
        Matches = action == PolicyAction.Block
            ? [PastVerdicts.Near(action) with { EntryId = Secret, Distance = Number % 32 }] : [],
        ScannedAt = At.AddMinutes(decision),
        FirstScannedAt = decision == 0 ? null : At,
        Decision = decision == 0 ? null : decision,
        Supersedes = decision == 0 ? null : new SupersededVerdict(Secret, Actions[decision - 1], At),
        BlockedAt = decision > 0 && Actions.Take(decision + 1).Contains(PolicyAction.Block) ? At : null,
        Upload = new UploadEcho
        {
            Tenant = Secret,
            Surface = "posts",
            Jurisdiction = Secret,
            FileName = Secret,
            MediaType = Secret,
            UploadedAt = At.AddSeconds(-Number % 100),
            Uploader = new Uploader { EspIdentifier = Secret, ScreenName = Secret, DeviceId = Secret },
            Attributes = JsonSerializer.SerializeToElement(new { secret = Secret }),
        },
    };
}
