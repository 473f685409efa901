using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>What the product makes of a content, through the same line as in a worker, in this process.</summary>
/// <param name="isIsolated">With the decoders that a process of its own may use, or with ImageSharp alone.</param>
/// <param name="pixelsMax">More are not looked at.</param>
internal sealed class FirstOpinion(bool isIsolated, int pixelsMax)
{
    private readonly FingerprintOrder _order = new()
    {
        Transforms = FrameTransforms.Turned,
        FramesMax = 32,
        PixelsMax = pixelsMax,
        SidePixelsMax = 20_000,
        MemoryBytesMax = 192 << 20,
        Deadline = TimeSpan.FromMinutes(1),
    };

    private readonly PictureFingerprinter _fingerprinter = new(
        new PictureRouter(DecoderTable.Rows(new BlockPool(16 << 20)), isIsolated),
        TimeProvider.System,
        NullLogger<PictureFingerprinter>.Instance);

    /// <returns>Its hashes, and the reason why silence would mean nothing, if there is one.</returns>
    public ContentFingerprints Of(byte[] content) =>
        _fingerprinter.FingerprintAsync(content, _order, new UnboundedMemory(), CancellationToken.None)
            .AsTask().GetAwaiter().GetResult();
}
