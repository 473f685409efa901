using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Isolation.Protocol;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>Has videos fingerprinted: ffmpeg, in a cage, decodes some of their frames, and the decoder process that the
/// content is leased hashes them. The worker sees neither frames nor pixels.</summary>
/// <remarks>A decoder process serves for one video and is then replaced.</remarks>
internal sealed class VideoFingerprinter(
    FfmpegStarter starter, IOptions<VideoOptions> options, TimeProvider clock)
{
    /// <summary>From the deadline, at which ffmpeg is killed, until the hashes of what it brought must be
    /// there.</summary>
    private static readonly TimeSpan HashingMax = TimeSpan.FromSeconds(1);

    private readonly VideoOptions _options = options.Value;

    /// <param name="lease">Of the process that has seen the content already; ended afterwards.</param>
    /// <param name="format">What the content is.</param>
    /// <param name="before">What the decoders of pictures found: the reason counts no longer.</param>
    /// <param name="content">All bytes of the upload.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="memory">Asked once.</param>
    /// <param name="stopping">The program is to end.</param>
    /// <returns>Prints, or the cause of an unexpected end.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    public async ValueTask<(ContentFingerprints? Prints, string Cause)> FingerprintAsync(
        DecoderLease lease, VideoFormat format, ContentFingerprints before, ReadOnlyMemory<byte> content,
        FingerprintOrder order, IDecodeMemory memory, CancellationToken stopping)
    {
        var bytes = Math.Min(_options.MemoryBytesMax, order.MemoryBytesMax);
        using var loan = await memory.ReserveAsync(bytes, PamHeader.SideMax * PamHeader.SideMax, stopping);
        using var deadline = new PausableDeadline(_options.Deadline, clock);
        using var last = new PausableDeadline(_options.Deadline + HashingMax, clock);
        using var file = ContentFile.Of(content);
        var film = order with { FramesMax = _options.FramesMax };
        var cause = DecoderMetrics.Crash;
        try
        {
            using var ffmpeg = starter.Start(new FfmpegOrder(
                format, file, lease.Process.Pipes, film.FramesMax + 1, order.PixelsMax, bytes,
                _options.Deadline + HashingMax));
            lease.Process.Pipes.Dispose();
            await using var atDeadline = deadline.Token.UnsafeRegister(_ => ffmpeg.Kill(), null);
            await using var atLast = last.Token.UnsafeRegister(_ => lease.Process.Kill(), null);
            await using var whenStopping = stopping.UnsafeRegister(_ => lease.Process.Kill(), null);
            var prints = lease.Process.FingerprintFilm(film, format.Name);
            var isCut = deadline.IsOver;
            var isEnough = prints.Reason?.Code == UnscannableCode.TooManyFrames;
            if (isEnough)
            {
                ffmpeg.Kill();
            }

            var (report, exitCode) = await ffmpeg.EndAsync();
            cause = DecoderMetrics.Video;
            return VideoJudge.Judge(
                format, before, prints, report, isEnough || isCut ? 0 : exitCode, isCut, order.SidePixelsMax);
        }
        catch (DecoderEndedException)
        {
            stopping.ThrowIfCancellationRequested();
            cause = deadline.IsOver ? DecoderMetrics.Deadline : DecoderMetrics.Crash;
            return deadline.IsOver
                ? (before with { Reason = UnscannableCode.DecodeTimeout }, "")
                : (null, lease.Process.End().Cause);
        }
        catch (MalformedAnswerException)
        {
            cause = DecoderMetrics.Malformed;
            return (null, cause);
        }
        finally
        {
            // Whatever became of it: its pipes have been used.
            lease.End(cause);
        }
    }
}
