using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policies;

namespace ScanWorker.Pipeline.Lookback;

/// <summary>
/// Composes what is emitted about uploads that were judged before. Pure but for the time of the decision.
/// </summary>
/// <remarks>
/// Ids are made of the upload's position, the type and the set version, so that a repeat is recognisable; key, trace
/// context and the upload's own fields are those of its verdict.
/// </remarks>
/// <param name="worker">Who looked back.</param>
/// <param name="source">CloudEvents source.</param>
public sealed class LateComposer(WorkerData worker, string source)
{
    private readonly EventComposer _composer = new(worker, source);

    /// <summary>The late events that a verdict calls for.</summary>
    /// <param name="record">Of the verdict.</param>
    /// <param name="recorded">What it was.</param>
    /// <param name="result">What it is now.</param>
    /// <param name="wantsBlock">A block event is called for.</param>
    /// <param name="wantsReport">A report event is called for.</param>
    public ImmutableArray<OutboundEvent> Late(
        InboundRecord record, VerdictEvent recorded, ScanResult result, bool wantsBlock, bool wantsReport)
    {
        var upload = UploadOf(record, recorded);
        var events = ImmutableArray.CreateBuilder<OutboundEvent>();
        if (wantsBlock)
        {
            var block =
                EventComposer.ComposeBlock(upload, result) with { Late = true, HashSetVersion = result.HashSetVersion };
            events.Add(Envelope(
                record, upload, EventTypes.Block, OutboundTopic.Blocks, result,
                JsonSerializer.SerializeToUtf8Bytes(block, EventJson.Default.BlockEvent)));
        }

        if (wantsReport)
        {
            var verdict = _composer.ComposeVerdict(upload, result);
            var report = ReportComposer.Compose(upload, result, verdict, record.Timestamp) with { Late = true };
            events.Add(Envelope(
                record, upload, EventTypes.Report, OutboundTopic.Reports, result,
                JsonSerializer.SerializeToUtf8Bytes(report, EventJson.Default.ReportEvent)));
        }

        return events.ToImmutable();
    }

    /// <summary>The event that takes a block back.</summary>
    public ImmutableArray<OutboundEvent> Reversal(InboundRecord record, VerdictEvent recorded, ScanResult result)
    {
        var upload = UploadOf(record, recorded);
        var reversal = new ReversalEvent
        {
            UploadId = recorded.UploadId,
            Tenant = recorded.Upload?.Tenant,
            Action = result.Verdict.Action,
            ReasonCode = "entries-withdrawn",
            BlockedAt = recorded.ScannedAt,
            DecidedAt = result.DecidedAt,
            HashSetVersion = result.HashSetVersion,
            Attributes = recorded.Upload?.Attributes,
        };
        return
        [
            Envelope(
                record, upload, EventTypes.Reversal, OutboundTopic.Blocks, result,
                JsonSerializer.SerializeToUtf8Bytes(reversal, EventJson.Default.ReversalEvent)),
        ];
    }

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

    // The verdict's id begins with the upload's position; a verdict without one stands for itself.
    private static string OriginOf(InboundRecord record)
    {
        var suffix = $"/{EventTypes.Verdict}";
        return record.Header("ce_id") is { } id && id.EndsWith(suffix, StringComparison.Ordinal)
            ? id[..^suffix.Length]
            : string.Create(CultureInfo.InvariantCulture,
                $"{record.Position.TopicPartition.Topic}/{record.Position.TopicPartition.Partition}/{record.Position.Offset}");
    }

    private OutboundEvent Envelope(
        InboundRecord record, UploadEvent upload, string type, OutboundTopic topic, ScanResult result, byte[] json)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{OriginOf(record)}/{type}/late/{result.HashSetVersion}");
        return new OutboundEvent(
            topic, record.Key, json,
            CloudEventHeaders.Of(id, type, source, upload.UploadId, result.DecidedAt, upload.Context));
    }
}
