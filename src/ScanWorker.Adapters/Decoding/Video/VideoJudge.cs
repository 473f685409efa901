using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>Puts together what was seen of a video, and why that may not be all of it. Pure.</summary>
internal static class VideoJudge
{
    /// <summary>Which of several streams of pictures is shown is the player's choice; one was looked at.</summary>
    public static readonly UnscannableReason SeveralStreams = new(UnscannableCode.AmbiguousPicture, "video-streams");

    /// <param name="format">What the content is.</param>
    /// <param name="before">What the decoders of pictures found.</param>
    /// <param name="film">What was found of its frames.</param>
    /// <param name="report">What ffmpeg said.</param>
    /// <param name="exitCode">Of ffmpeg; 0 also where it was ended by us.</param>
    /// <param name="isCut">The deadline ended it.</param>
    /// <param name="sidePixelsMax">Longest side that a picture may have.</param>
    /// <returns>Prints, or the cause of an unexpected end.</returns>
    public static (ContentFingerprints? Prints, string Cause) Judge(
        VideoFormat format, ContentFingerprints before, ContentFingerprints film, FfmpegReport report, int exitCode,
        bool isCut, int sidePixelsMax)
    {
        // What is above signals are ffmpeg's own error codes.
        var isSignal = exitCode is > DecoderEnd.BySignal and <= DecoderEnd.BySignal + 31;
        if (isSignal || exitCode == FfmpegLauncher.NotLaunched)
        {
            return (null, DecoderEnd.SignalOf(exitCode) ?? "exit");
        }

        var hasFrames = film.Picture is not null;
        UnscannableReason? reason = isCut ? UnscannableCode.DecodeTimeout
            : report.IsOutOfMemory ? new UnscannableReason(UnscannableCode.DecodeMemory, "out-of-memory")
            : report.HasTooManyPixels ? UnscannableCode.TooManyPixels
            : film.Reason?.Code == UnscannableCode.TooManyFrames ? film.Reason
            : report.HasNoPictures && !hasFrames ? before.Reason
            : report.Streams > 1 ? SeveralStreams
            : !hasFrames ? Damage.Undecodable
            : report.IsDamaged || exitCode != 0 || film.Reason is not null ? Damage.Malformed
            : null;
        var picture = PictureOf(format, before, film, report, sidePixelsMax);
        return (PrintsOf(before, film, picture) with { Reason = reason }, "");
    }

    // An animation's first frames have been looked at already, each of them.
    private static ContentFingerprints PrintsOf(
        ContentFingerprints before, ContentFingerprints film, DecodedPicture? picture)
    {
        var shift = before.Picture?.FramesDecoded ?? 0;
        var best = Math.Max(before.QualityMax, film.QualityMax);
        return film with
        {
            Picture = picture,
            Hashes = [.. before.Hashes, .. film.Hashes.Select(hash => hash with { Frame = hash.Frame + shift })],
            QualityMin = best,
            QualityMax = best,
            HasTransparency = before.HasTransparency || film.HasTransparency,
            Hashing = before.Hashing + film.Hashing,
        };
    }

    private static DecodedPicture? PictureOf(
        VideoFormat format, ContentFingerprints before, ContentFingerprints film, FfmpegReport report,
        int sidePixelsMax)
    {
        if (film.Picture is not { } seen)
        {
            return before.Picture;
        }

        var (width, height) = before.Picture is { } first ? (first.Width, first.Height)
            : report.Size is { Width: > 0, Height: > 0 } size && Math.Max(size.Width, size.Height) <= sidePixelsMax
                ? size
            : (seen.Width, seen.Height);
        var shift = before.Picture?.FramesDecoded ?? 0;
        return new DecodedPicture(
            format.Name, width, height, seen.FramesDecoded + shift, seen.FramesTotal + shift,
            $"ffmpeg/{report.Version}");
    }
}
