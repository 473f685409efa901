using System.Text.Json;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Policy;

/// <summary>
/// Composes the events of a verdict. Pure: the same input gives the same bytes, so a retry repeats and never
/// multiplies.
/// </summary>
public sealed class EventComposer(WorkerData worker, string source)
{
    /// <summary>The verdict, and the block and report events that it calls for.</summary>
    public IReadOnlyList<OutboundEvent> Compose(InboundRecord inbound, UploadEvent upload, ScanResult result)
    {
        var verdict = ComposeVerdict(upload, result);
        var events = new List<OutboundEvent>(3)
        {
            Envelope(inbound, upload, result, OutboundTopic.Verdicts, EventTypes.Verdict,
                JsonSerializer.SerializeToUtf8Bytes(verdict, EventJson.Default.VerdictEvent)),
        };

        if (result.Verdict.Action == PolicyAction.Block)
        {
            events.Add(Envelope(inbound, upload, result, OutboundTopic.Blocks, EventTypes.Block,
                JsonSerializer.SerializeToUtf8Bytes(ComposeBlock(upload, result), EventJson.Default.BlockEvent)));
        }

        if (ReportComposer.IsCalledFor(result.Verdict))
        {
            var report = ReportComposer.Compose(upload, result, verdict, inbound.Timestamp);
            events.Add(Envelope(inbound, upload, result, OutboundTopic.Reports, EventTypes.Report,
                JsonSerializer.SerializeToUtf8Bytes(report, EventJson.Default.ReportEvent)));
        }

        return events;
    }

    /// <summary>The verdict's wire form.</summary>
    public VerdictEvent ComposeVerdict(UploadEvent upload, ScanResult result)
    {
        var findings = result.Findings;
        return new VerdictEvent
        {
            UploadId = upload.UploadId,
            Verdict = result.Verdict.Kind,
            Action = result.Verdict.Action,
            Reason = result.Verdict.Reason,
            Digests = findings is null ? null : Digests(findings.Digests),
            PackedDigests = findings?.PackedDigests is { } packed ? Digests(packed) : null,
            Perceptual = findings is null ? [] : [.. findings.Perceptual.Select(Perceptual)],
            Matches = result.Verdict is Verdict.Match match ? [.. match.Matches.Select(MatchOf)] : [],
            MatchesCapped = IsCapped(result.Verdict, findings),
            HashSetVersion = result.HashSetVersion,
            PolicyVersion = result.PolicyVersion,
            Worker = worker,
            ScannedAt = result.DecidedAt,
            Timings = result.Timings,
            Cached = result.Cached,
            Image = findings is null ? null : Image(findings, result.Verdict),
            Ignored = upload.Ignored.IsEmpty ? null : upload.Ignored,
            Upload = UploadEcho.Of(upload.Data),
            Reportable = ReportComposer.IsCalledFor(result.Verdict)
                ? ReportComposer.IsReportable(result.Verdict)
                : null,
            Collisions = CollisionsOf(result),
        };
    }

    /// <summary>Whether a match lists fewer entries than match; null: no.</summary>
    internal static bool? IsCapped(Verdict verdict, ContentFindings? findings) =>
        verdict is Verdict.Match && findings is { MatchesCapped: true } ? true : null;

    /// <summary>Entries that only seem to match, by their wire form; null when there are none.</summary>
    internal static IReadOnlyList<MatchData>? CollisionsOf(ScanResult result) =>
        result.Findings is { Collisions: { IsDefaultOrEmpty: false } collisions }
            ? [.. collisions.Select(collision => CollisionOf(collision, result.Verdict))]
            : null;

    internal static BlockEvent ComposeBlock(UploadEvent upload, ScanResult result) => new()
    {
        UploadId = upload.UploadId,
        Tenant = upload.Data.Tenant,
        Action = PolicyAction.Block,
        ReasonCode = result.Verdict is Verdict.Unscannable unscannable
            ? $"unscannable.{KebabCase.Of(unscannable.Cause.Code)}"
            : result.Verdict.Reason,
        DecidedAt = result.DecidedAt,
        Attributes = upload.Data.Attributes,
    };

    private static DigestsData Digests(ContentDigests digests) =>
        new(digests.Md5.ToString(), digests.Sha1.ToString(), digests.Sha256.ToString())
        {
            Sha512 = digests.Sha512?.ToString(),
        };

    private static ImageData Image(ContentFindings findings, Verdict verdict) => new()
    {
        Length = findings.Length,
        Format = findings.Image?.Format,
        Width = findings.Image?.Width,
        Height = findings.Image?.Height,
        Frames = findings.Image?.Frames,
        Decoder = findings.Image?.Decoder,
        Incomplete = ObstacleBeside(verdict, findings)?.ToString(),
    };

    // What the pixels hide cannot be asked again later; what the search left out can.
    private static UnscannableReason? ObstacleBeside(Verdict verdict, ContentFindings findings) => verdict switch
    {
        Verdict.Match => findings.Obstacle ?? findings.SearchObstacle,
        Verdict.Unscannable unscannable when unscannable.Cause != findings.Obstacle => findings.Obstacle,
        _ => null,
    };

    private static PerceptualData Perceptual(PerceptualHash hash) => new()
    {
        Algorithm = HashAlgorithm.Pdq.Id,
        Hash = hash.Hash.ToString(),
        Quality = hash.Quality,
        Frame = hash.Frame,
        Transform = NameOf(hash.Transform),
        Crop = NameOf(hash.Crop),
        Backdrop = NameOf(hash.Backdrop),
        Second = hash.Second,
    };

    /// <summary>The wire form of a match.</summary>
    internal static MatchData MatchOf(JudgedMatch judged)
    {
        var match = judged.Match;
        var near = match.Kind == MatchKind.Near;
        return new MatchData
        {
            Bank = match.Bank,
            EntryId = match.EntryId,
            Kind = match.Kind,
            Algorithm = match.Algorithm,
            Distance = match.Distance,
            MaxDistance = !near ? null
                : match.Video is null ? judged.Bank.DistanceOf(match.Crop.Query) : judged.Bank.Video.MaxDistance,
            Transform = near ? NameOf(match.Transform) : null,
            Frame = near ? match.Frame : null,
            Crop = NameOf(match.Crop),
            Backdrop = NameOf(match.Backdrop),
            Second = match.Second,
            Video = match.Video is { } video ? VideoOf(video, judged.Bank.Video) : null,
            Classification = match.Classification,
            Source = match.Source,
            Action = judged.Action,
            Softened = judged.Softened,
        };
    }

    private static VideoMatchData VideoOf(VideoShares video, VideoThresholds wanted) => new()
    {
        KnownPercent = Percent(video.KnownMatched, video.KnownFrames),
        KnownPercentMin = wanted.KnownPercent,
        KnownFrames = video.KnownFrames,
        UploadPercent = Percent(video.UploadMatched, video.UploadFrames),
        UploadPercentMin = wanted.UploadPercent,
        UploadFrames = video.UploadFrames,
    };

    private static double Percent(int matched, int frames) => Math.Round(matched * 100.0 / frames, 2);

    // Where something matches, that decides and a collision is only noted.
    private static MatchData CollisionOf(KnownMatch collision, Verdict verdict) => new()
    {
        Bank = collision.Bank,
        EntryId = collision.EntryId,
        Kind = collision.Kind,
        Algorithm = collision.Algorithm,
        Distance = collision.Distance,
        Classification = collision.Classification,
        Source = collision.Source,
        Action = verdict is Verdict.Match ? PolicyAction.Observe : verdict.Action,
    };

    // The reference's own names are one lower-case word: rotate90, flipplus1.
    private static string NameOf(DihedralTransform transform) => transform.ToString().ToLowerInvariant();

    private static string? NameOf(PictureCrop crop) => crop == PictureCrop.None ? null : KebabCase.Of(crop);

    private static string? NameOf(PictureBackdrop backdrop) =>
        backdrop == PictureBackdrop.None ? null : KebabCase.Of(backdrop);

    private OutboundEvent Envelope(
        InboundRecord inbound, UploadEvent upload, ScanResult result, OutboundTopic topic, string type, byte[] json)
    {
        var headers = CloudEventHeaders.Of(
            inbound.Position, type, source, upload.UploadId, result.DecidedAt, upload.Context);
        return new OutboundEvent(topic, inbound.Key, json, headers);
    }
}
