using Microsoft.Extensions.Logging;
using ScanWorker.Adapters.Decoding.Isolation.Protocol;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>Has pictures fingerprinted by processes that can do nothing else, and that are killed at the
/// deadline.</summary>
/// <remarks>
/// Blocks the thread it was called on while a process works for it: a lane has one upload at a time, in or out of the
/// process. A process that ends unexpectedly is not the content's fault for certain (the system may have taken it), so
/// the content is tried once more, within the same deadline; if that ends the same way, it is the content.
/// </remarks>
/// <param name="within">Answers where no process can be had.</param>
/// <param name="videos">Takes over where pictures have an end; null where nobody does.</param>
internal sealed class IsolatedFingerprinter(
    DecoderPool pool, PictureFingerprinter within, TimeProvider clock, ILogger<IsolatedFingerprinter> logger,
    VideoGate? videos = null)
    : IContentFingerprinter
{
    private const int AttemptsMax = 2;

    /// <summary>A decoder that looks at the clock itself ends in time, and keeps its process.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    public async ValueTask<ContentFingerprints> FingerprintAsync(
        ReadOnlyMemory<byte> content, FingerprintOrder order, IDecodeMemory memory, CancellationToken stopping)
    {
        PausableDeadline? deadline = null;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                using var lease = await pool.LeaseAsync(stopping);
                if (lease is null)
                {
                    return await within.FingerprintAsync(content, order, memory, stopping);
                }

                deadline ??= new PausableDeadline(order.Deadline + Grace, clock);
                var (prints, cause) = await AskAsync(lease, content, order, memory, deadline, stopping);
                if (prints is { } pictures && VideoFormat.Of(pictures) is { } format && videos is not null
                    && await videos.OpenAsync() is { } films)
                {
                    (prints, cause) = await films.FingerprintAsync(
                        lease, format, pictures, content, order, memory, stopping);
                }

                if (prints is not null)
                {
                    return prints;
                }

                logger.DecoderCrashed(cause, attempt);
                if (attempt == AttemptsMax)
                {
                    return new UnscannableReason(UnscannableCode.DecoderCrashed, cause);
                }
            }
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    /// <returns>Prints, or the cause of an unexpected end.</returns>
    private async ValueTask<(ContentFingerprints? Prints, string Cause)> AskAsync(
        DecoderLease lease, ReadOnlyMemory<byte> content, FingerprintOrder order, IDecodeMemory memory,
        PausableDeadline deadline, CancellationToken stopping)
    {
        var process = lease.Process;
        await using var atDeadline = deadline.Token.UnsafeRegister(_ => process.Kill(), null);
        await using var whenStopping = stopping.UnsafeRegister(_ => process.Kill(), null);
        try
        {
            return (await process.FingerprintAsync(content, order, memory, deadline, stopping), "");
        }
        catch (MalformedAnswerException)
        {
            lease.End(DecoderMetrics.Malformed);
            return (null, DecoderMetrics.Malformed);
        }
        catch (OperationCanceledException)
        {
            // It waits for memory that it will not be given.
            lease.End(DecoderMetrics.Shutdown);
            throw;
        }
        catch (DecoderEndedException)
        {
            if (stopping.IsCancellationRequested)
            {
                lease.End(DecoderMetrics.Shutdown);
                throw new OperationCanceledException(stopping);
            }

            return Judge(lease, order, deadline);
        }
    }

    private (ContentFingerprints? Prints, string Cause) Judge(
        DecoderLease lease, FingerprintOrder order, PausableDeadline deadline)
    {
        if (deadline.IsOver)
        {
            lease.End(DecoderMetrics.Deadline);
            logger.DecoderKilled(order.Deadline.TotalMilliseconds);
            return (UnscannableCode.DecodeTimeout, "");
        }

        var end = lease.Process.End();
        lease.End(end.IsMemory ? DecoderMetrics.Memory : DecoderMetrics.Crash);
        return end.IsMemory
            ? (new UnscannableReason(UnscannableCode.DecodeMemory, "out-of-memory"), "")
            : (null, end.Cause);
    }
}

/// <summary>What it says.</summary>
internal static partial class IsolatedFingerprinterLog
{
    [LoggerMessage(EventIds.DecoderKilled, LogLevel.Warning,
        "A decoder process did not answer within {DeadlineMs} ms and was killed; the upload is unscannable.")]
    internal static partial void DecoderKilled(this ILogger logger, double deadlineMs);

    [LoggerMessage(EventIds.DecoderCrashed, LogLevel.Warning,
        "A decoder process ended unexpectedly ({Cause}) at attempt {Attempt} of 2; after the second the upload is unscannable.")]
    internal static partial void DecoderCrashed(this ILogger logger, string cause, int attempt);
}
