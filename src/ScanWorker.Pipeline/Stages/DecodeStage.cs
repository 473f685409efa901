using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Pipeline.Stages;

/// <summary>Decodes the picture of one upload, within every limit, and shows its frames to a visitor.</summary>
/// <remarks>The work is done where the caller awaits it: on a lane, a lane's thread decodes.</remarks>
internal sealed class DecodeStage(
    IImageDecoder decoder, IOptions<DecodeOptions> options, TimeProvider clock, ILogger<DecodeStage> logger)
{
    private readonly DecodeOptions _options = options.Value;
    private long _pixels;

    /// <summary>Bytes that decoding takes.</summary>
    public MemoryBudget Budget { get; } = new(options.Value.MemoryBytesMax);

    /// <summary>Pixels, as headers declare them, of the pictures that are being decoded.</summary>
    public long PixelsInFlight => Volatile.Read(ref _pixels);

    /// <returns>What was decoded, or why it was not. The visitor may have seen frames in either case.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    public async ValueTask<Outcome<DecodedImage>> RunAsync(
        FetchedContent content, IFrameVisitor visitor, CancellationToken stopping)
    {
        var identified = decoder.Identify(content.Bytes);
        if (!identified.TryGet(out var header))
        {
            return identified.Reason;
        }

        if (Math.Max(header.Width, header.Height) > _options.SidePixelsMax || header.Pixels > _options.PixelsMax)
        {
            return UnscannableCode.TooManyPixels;
        }

        if (header.EstimatedDecodeBytes > Budget.TotalBytes)
        {
            return UnscannableCode.DecodeMemory;
        }

        using var reservation = await Budget.ReserveAsync(header.EstimatedDecodeBytes, stopping);
        Interlocked.Add(ref _pixels, header.Pixels);
        try
        {
            return DecodeInTime(content, header, visitor, stopping);
        }
        finally
        {
            Interlocked.Add(ref _pixels, -header.Pixels);
        }
    }

    private Outcome<DecodedImage> DecodeInTime(
        FetchedContent content, ImageHeader header, IFrameVisitor visitor, CancellationToken stopping)
    {
        var framesMax = (int)Math.Clamp(_options.PixelsMax / header.Pixels, 1, _options.FramesMax);
        using var deadline = new CancellationTokenSource(_options.Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            return decoder.Decode(content.Bytes, header, framesMax, visitor, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            logger.DecodeTimedOut(header.Format, header.Pixels, _options.Deadline.TotalMilliseconds);
            return UnscannableCode.DecodeTimeout;
        }
    }
}
