using Microsoft.Extensions.Logging;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Skia;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Fingerprints pictures on the calling thread: first bytes, structure, limits, decoders, hashes.</summary>
/// <param name="router">Finds the decoders.</param>
internal sealed partial class PictureFingerprinter(
    PictureRouter router, TimeProvider clock, ILogger<PictureFingerprinter> logger)
    : IContentFingerprinter
{
    // Of a long animation; what is known of each frame takes some hundred bytes.
    private const int FramesListedMax = 10_000;

    /// <summary>How much of the deadline a long animation may take: the rest is for saying what was seen.</summary>
    private const double SampledShare = 0.8;

    public async ValueTask<ContentFingerprints> FingerprintAsync(
        ReadOnlyMemory<byte> content, FingerprintOrder order, IDecodeMemory memory, CancellationToken stopping)
    {
        using var deadline = new PausableDeadline(order.Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        var hasher = new FrameHasher(order.Transforms, order.Crops, clock);
        try
        {
            var listed = order.SampledFramesMax > 0 ? FramesListedMax : order.FramesMax;
            var routed = router.RouteOf(content, listed, either.Token);
            if (!routed.TryGet(out var route))
            {
                return routed.Reason;
            }

            if (ObstacleOf(route.Picture, order) is { } obstacle)
            {
                return obstacle;
            }

            if (route.Decoders.Count == 0)
            {
                return route.Damage ?? Damage.Undecodable;
            }

            var further = router.FurtherOf(route, order.FramesMax - 1, either.Token)
                .Where(one => ObstacleOf(one.Picture, order) is null).ToList();
            using var loan = await ReserveAsync(memory, [route, .. further], deadline, stopping);
            return Decode(route.AskingFirst(order.Decoder), further, order, hasher, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOver && !stopping.IsCancellationRequested)
        {
            DecodeTimedOut(logger, order.Deadline.TotalMilliseconds);
            return PrintsOf(hasher) with { Reason = UnscannableCode.DecodeTimeout };
        }
    }

    private static async ValueTask<IDisposable> ReserveAsync(
        IDecodeMemory memory, IReadOnlyList<PictureRoute> routes, PausableDeadline deadline, CancellationToken stopping)
    {
        using var waiting = deadline.Pause();
        return await memory.ReserveAsync(
            routes.Max(route => route.Picture.Structure.DecodeBytes), routes.Max(route => route.Picture.Pixels),
            stopping);
    }

    private static ContentFingerprints PrintsOf(FrameHasher hasher) => new()
    {
        Hashes = [.. hasher.Hashes],
        QualityMin = hasher.QualityMin,
        QualityMax = hasher.QualityMax,
        HasTransparency = hasher.SawTransparency,
        Hashing = hasher.Elapsed,
    };

    private static UnscannableCode? ObstacleOf(PictureSurvey picture, FingerprintOrder order)
    {
        var structure = picture.Structure;
        if (Math.Max(structure.Width, structure.Height) > order.SidePixelsMax
            || picture.Pixels > order.PixelsMax)
        {
            return UnscannableCode.TooManyPixels;
        }

        return structure.DecodeBytes > order.MemoryBytesMax ? UnscannableCode.DecodeMemory : null;
    }

    private ContentFingerprints Decode(
        PictureRoute route, List<PictureRoute> further, FingerprintOrder order, FrameHasher hasher,
        CancellationToken deadline)
    {
        var picture = route.Picture;
        var framesMax = (int)Math.Clamp(order.PixelsMax / picture.Pixels, 1, order.FramesMax);
        var sampler = IsSampled(picture, framesMax, order)
            ? new AnimationSampler(hasher, picture.Structure.Frames, framesMax, order.SampledFramesMax)
            : null;
        var (decoder, reason) = sampler is null
            ? Decode(route, framesMax, hasher, () => hasher.Frames, deadline)
            : Sample(route, order, sampler, () => hasher.Frames, deadline);
        var frames = hasher.Frames;
        foreach (var other in further)
        {
            var shifted = new ShiftedFrames(hasher, hasher.Frames);
            _ = Decode(other, framesMax: 1, shifted, () => hasher.Frames, deadline);
        }

        var prints = PrintsOf(hasher);
        if (frames == 0)
        {
            return prints with { Reason = reason ?? Damage.Undecodable };
        }

        var isSampledToTheEnd = sampler is { IsCapped: false } && reason is null
            && picture.Structure.Frames.Count == picture.Structure.FrameCount;
        var decoded = new DecodedPicture(
            KebabCase.Of(picture.Format), picture.Structure.Width, picture.Structure.Height, frames,
            isSampledToTheEnd ? frames : Math.Max(frames, picture.Structure.FrameCount),
            $"{decoder.Name}/{decoder.Version}");
        return prints with
        {
            Picture = decoded,
            Reason = reason ?? route.Damage ?? (decoded.FramesCapped ? UnscannableCode.TooManyFrames : null),
        };
    }

    // GIF and APNG of more frames are a film for ffmpeg, which knows no animated WebP.
    private static bool IsSampled(PictureSurvey picture, int framesMax, FingerprintOrder order) =>
        picture is { Format: ImageFormat.Webp, Structure: { IsCanonical: true } structure }
        && structure.Frames.Count > framesMax && order.SampledFramesMax > framesMax;

    private (IPictureDecoder Decoder, UnscannableReason? Reason) Sample(
        PictureRoute route, FingerprintOrder order, AnimationSampler sampler, Func<int> framesSeen,
        CancellationToken deadline)
    {
        using var early = new CancellationTokenSource(order.Deadline * SampledShare, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline, early.Token);
        try
        {
            return Decode(route, route.Picture.Structure.Frames.Count, sampler, framesSeen, either.Token);
        }
        catch (OperationCanceledException) when (!deadline.IsCancellationRequested && framesSeen() > 0)
        {
            return (route.Decoders[0], UnscannableCode.DecodeTimeout);
        }
    }

    /// <summary>Lets one decoder after the other try, until one shows something.</summary>
    private static (IPictureDecoder Decoder, UnscannableReason? Reason) Decode(
        PictureRoute route, int framesMax, IFrameVisitor visitor, Func<int> framesSeen, CancellationToken deadline)
    {
        var before = framesSeen();
        UnscannableReason? doubt = null;
        for (var i = 0; ; i++)
        {
            var decoder = route.Decoders[i];
            var reason = decoder.Decode(route.Picture, framesMax, visitor, deadline);
            if (reason is null || framesSeen() > before || i == route.Decoders.Count - 1)
            {
                return (decoder, reason ?? doubt);
            }

            // Of what the browsers' codec does not show whole, browsers may show a part: another's word is not enough.
            doubt ??= decoder is SkiaDecoder ? Oddity.PixelData.Reason() : null;
        }
    }

    [LoggerMessage(EventIds.DecodeTimedOut, LogLevel.Warning,
        "A picture was not decoded within {DeadlineMs} ms; the upload is unscannable.")]
    private static partial void DecodeTimedOut(ILogger logger, double deadlineMs);

    /// <summary>Frames of a further picture, numbered behind those of the first.</summary>
    private sealed class ShiftedFrames(IFrameVisitor visitor, int shift) : IFrameVisitor
    {
        public void Visit(FrameView view, LumaPlane plane) =>
            visitor.Visit(view with { Frame = view.Frame + shift }, plane);
    }
}
