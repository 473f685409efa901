using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Scan;

/// <summary>Has one upload's content fingerprinted, within every limit.</summary>
/// <remarks>The work is done where the caller awaits it: on a lane, a lane's thread does it or waits for it.</remarks>
internal sealed partial class DecodeStage(
    IContentFingerprinter fingerprinter, IOptions<DecodeOptions> options, ILogger<DecodeStage>? logger = null)
    : IDecodeMemory
{
    private readonly DecodeOptions _options = options.Value;
    private readonly ILogger<DecodeStage> _logger = logger ?? NullLogger<DecodeStage>.Instance;
    private long _pixels;

    /// <summary>Bytes that decoding takes.</summary>
    public MemoryBudget Budget { get; } = new(options.Value.MemoryBytesMax);

    /// <summary>Pixels, as headers declare them, of the pictures that are being decoded.</summary>
    public long PixelsInFlight => Volatile.Read(ref _pixels);

    /// <param name="content">What is looked at.</param>
    /// <param name="transforms">Which hashes of each frame.</param>
    /// <param name="crops">Parts of each frame, beside all of it.</param>
    /// <param name="stopping">The program is to end.</param>
    /// <returns>Whatever a decoder throws is about this picture, and a reason: what else is known of it is not
    /// lost.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    public async ValueTask<ContentFingerprints> RunAsync(
        FetchedContent content, FrameTransforms transforms, CropQueries crops, CancellationToken stopping)
    {
        var order = new FingerprintOrder
        {
            Transforms = transforms,
            Crops = crops,
            FramesMax = _options.FramesMax,
            SampledFramesMax = _options.SampledFramesMax,
            PixelsMax = _options.PixelsMax,
            SidePixelsMax = _options.SidePixelsMax,
            MemoryBytesMax = _options.MemoryBytesMax,
            Deadline = _options.Deadline,
        };
        try
        {
            return await fingerprinter.FingerprintAsync(content.Bytes, order, this, stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            DecodeFaulted(_logger, ScanFault.Describe(fault));
            return ScanFault.ReasonOf(fault, "decode");
        }
    }

    [LoggerMessage(EventIds.DecodeFaulted, LogLevel.Error,
        "A decoder failed in a way that no picture may make it fail; what else is known of the upload still counts. "
            + "{Fault}")]
    private static partial void DecodeFaulted(ILogger logger, string fault);

    async ValueTask<IDisposable> IDecodeMemory.ReserveAsync(long bytes, long pixels, CancellationToken stopping)
    {
        var reservation = await Budget.ReserveAsync(bytes, stopping);
        Interlocked.Add(ref _pixels, pixels);
        return new Loan(this, reservation, pixels);
    }

    private sealed class Loan(DecodeStage stage, IDisposable reservation, long pixels) : IDisposable
    {
        private DecodeStage? _stage = stage;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _stage, null) is { } stage)
            {
                Interlocked.Add(ref stage._pixels, -pixels);
                reservation.Dispose();
            }
        }
    }
}
