using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Replay.Decisions;

/// <summary>
/// Composes what is written when an upload is decided anew: a late verdict, and what it calls for. Pure.
/// </summary>
/// <remarks>
/// Ids are made of the upload's position, the type and the number of the decision, so that a repeat is recognisable;
/// key, trace context and the upload's own fields are those of the verdict before. A late verdict goes to the
/// partition that holds the verdict before, whatever the key, so that whoever reads one partition in order knows all
/// that was decided about its uploads.
/// </remarks>
/// <param name="worker">Who decided anew.</param>
/// <param name="source">CloudEvents source.</param>
public sealed class LateComposer(WorkerData worker, string source)
{
    private readonly EventComposer _composer = new(worker, source);

    /// <summary>The late verdict first, then blocks before reports, and of reports the retraction first.</summary>
    /// <param name="record">Of the verdict before.</param>
    /// <param name="before">The verdict before, which the late one supersedes.</param>
    /// <param name="result">What the upload is now.</param>
    /// <param name="owed">What the other topics are owed; not nothing.</param>
    /// <param name="reasonCode">Why a block or a report is taken back.</param>
    internal ImmutableArray<OutboundEvent> Compose(
        InboundRecord record, VerdictEvent before, ScanResult result, OwedEvents owed, string reasonCode)
    {
        var decision = new LateDecision(
            record, before, UploadOf(record, before), result, (before.Decision ?? 0) + 1, reasonCode);
        var verdict = VerdictOf(decision, owed);
        var events = ImmutableArray.CreateBuilder<OutboundEvent>();
        events.Add(Envelope(
            decision, EventTypes.Verdict, OutboundTopic.Verdicts,
            JsonSerializer.SerializeToUtf8Bytes(verdict, EventJson.Default.VerdictEvent)));
        if (owed.HasFlag(OwedEvents.Block))
        {
            events.Add(Envelope(decision, EventTypes.Block, OutboundTopic.Blocks, Block(decision)));
        }

        if (owed.HasFlag(OwedEvents.Reversal))
        {
            events.Add(Envelope(decision, EventTypes.Reversal, OutboundTopic.Blocks, Reversal(decision)));
        }

        if (owed.HasFlag(OwedEvents.Retraction))
        {
            events.Add(Envelope(decision, EventTypes.Retraction, OutboundTopic.Reports, Retraction(decision)));
        }

        if (owed.HasFlag(OwedEvents.Report))
        {
            events.Add(Envelope(decision, EventTypes.Report, OutboundTopic.Reports, Report(decision, verdict)));
        }

        return events.ToImmutable();
    }

    /// <summary>
    /// The position of an upload's event, with which the ids of its verdicts begin; a verdict without one stands for
    /// itself.
    /// </summary>
    internal static string OriginOf(InboundRecord record) =>
        SupersededVerdicts.Read(record.Header("ce_id"))?.Origin
            ?? CloudEventHeaders.OriginOf(record.Position);

    // What was found of the content stays as it was written, where the content was not looked at again.
    private VerdictEvent VerdictOf(LateDecision decision, OwedEvents owed)
    {
        var (before, result) = (decision.Before, decision.Result);
        var verdict = _composer.ComposeVerdict(decision.Upload, result);
        var looked = result.Timings is not null;
        return verdict with
        {
            Digests = looked ? verdict.Digests : before.Digests,
            Perceptual = looked ? verdict.Perceptual : before.Perceptual,
            PerceptualCapped = looked ? null : before.PerceptualCapped,
            Image = looked ? verdict.Image : before.Image,
            Upload = before.Upload,
            Decision = decision.Number,
            Supersedes = new SupersededVerdict(
                decision.Record.Header("ce_id") ?? OriginOf(decision.Record), before.Action, before.ScannedAt),
            FirstScannedAt = before.FirstScannedAt ?? before.ScannedAt,
            BlockedAt = owed.HasFlag(OwedEvents.Block) ? result.DecidedAt : decision.BlockedAt,
            ReportedAt = owed.HasFlag(OwedEvents.Report) ? result.DecidedAt : decision.ReportedAt,
        };
    }

    private static byte[] Block(LateDecision decision) => JsonSerializer.SerializeToUtf8Bytes(
        EventComposer.ComposeBlock(decision.Upload, decision.Result) with
        {
            Late = true,
            HashSetVersion = decision.Result.HashSetVersion,
            Decision = decision.Number,
        },
        EventJson.Default.BlockEvent);

    private static byte[] Report(LateDecision decision, VerdictEvent verdict) => JsonSerializer.SerializeToUtf8Bytes(
        ReportComposer.Compose(
            decision.Upload, decision.Result, verdict, verdict.FirstScannedAt ?? decision.Record.Timestamp) with
        {
            Late = true,
            Decision = decision.Number,
        },
        EventJson.Default.ReportEvent);

    private static byte[] Reversal(LateDecision decision) => JsonSerializer.SerializeToUtf8Bytes(
        new ReversalEvent
        {
            UploadId = decision.Before.UploadId,
            Tenant = decision.Before.Upload?.Tenant,
            Action = decision.Result.Verdict.Action,
            ReasonCode = decision.ReasonCode,
            BlockedAt = decision.BlockedAt ?? decision.Before.ScannedAt,
            DecidedAt = decision.Result.DecidedAt,
            HashSetVersion = decision.Result.HashSetVersion,
            Decision = decision.Number,
            Attributes = decision.Before.Upload?.Attributes,
        },
        EventJson.Default.ReversalEvent);

    private byte[] Retraction(LateDecision decision) => JsonSerializer.SerializeToUtf8Bytes(
        new RetractionEvent
        {
            UploadId = decision.Before.UploadId,
            Action = decision.Result.Verdict.Action,
            ReasonCode = decision.ReasonCode,
            Reportable = decision.Before.Reportable ?? decision.Before.Verdict == VerdictKind.Match,
            Matches = decision.Before.Matches,
            MatchesCapped = decision.Before.MatchesCapped,
            ReportedAt = decision.ReportedAt ?? decision.Before.ScannedAt,
            DecidedAt = decision.Result.DecidedAt,
            HashSetVersion = decision.Result.HashSetVersion,
            Worker = worker,
            Decision = decision.Number,
            Tenant = decision.Before.Upload?.Tenant,
            Attributes = decision.Before.Upload?.Attributes,
        },
        EventJson.Default.RetractionEvent);

    private static UploadEvent UploadOf(InboundRecord record, VerdictEvent recorded)
    {
        var echo = recorded.Upload ?? new UploadEcho();
        var data = new UploadData
        {
            UploadId = recorded.UploadId,
            Content = new UploadContent(),
            MediaType = echo.MediaType,
            Tenant = echo.Tenant,
            Surface = echo.Surface,
            Jurisdiction = echo.Jurisdiction,
            FileName = echo.FileName,
            UploadedAt = echo.UploadedAt,
            Uploader = echo.Uploader,
            PubliclyAvailable = echo.PubliclyAvailable,
            Attributes = echo.Attributes,
        };
        var context = new EventContext(null, record.Header("traceparent"), record.Header("tracestate"));
        return new UploadEvent(data, new ContentLocation.Inline(default), AnnouncedSha256: null, context);
    }

    private OutboundEvent Envelope(LateDecision decision, string type, OutboundTopic topic, byte[] json)
    {
        var id = string.Create(
            CultureInfo.InvariantCulture, $"{OriginOf(decision.Record)}/{type}/late/{decision.Number}");
        return new OutboundEvent(
            topic, decision.Record.Key, json,
            CloudEventHeaders.Of(
                id, type, source, decision.Upload.UploadId, decision.Result.DecidedAt, decision.Upload.Context))
        {
            Partition = topic == OutboundTopic.Verdicts ? decision.Record.Position.TopicPartition.Partition : null,
        };
    }

    private sealed record LateDecision(
        InboundRecord Record, VerdictEvent Before, UploadEvent Upload, ScanResult Result, int Number, string ReasonCode)
    {
        public DateTimeOffset? BlockedAt =>
            Before.BlockedAt ?? (Before.Action == PolicyAction.Block ? Before.ScannedAt : null);

        public DateTimeOffset? ReportedAt =>
            Before.ReportedAt ?? (Before.Action >= PolicyAction.Review ? Before.ScannedAt : null);
    }
}
