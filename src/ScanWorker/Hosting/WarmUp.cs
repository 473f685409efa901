using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Stages;

namespace ScanWorker.Hosting;

/// <summary>Decodes the canary's pictures once, for nothing, while the host is being built on the other core.</summary>
/// <remarks>
/// A worker is ready when the canary has come through, and the first time most of that is the compiling of decoders.
/// </remarks>
internal static class WarmUp
{
    public static void Begin() => _ = Task.Run(Decode);

    private static void Decode()
    {
        using var pool = new BlockPool(idleBytesMax: 1 << 20);
        var decoder = new ImageSharpDecoder(pool);
        foreach (var picture in new CanaryPictures().All)
        {
            if (decoder.Identify(picture.Bytes).TryGet(out var header))
            {
                var hasher = new FrameHasher(dihedral: true, TimeProvider.System);
                _ = decoder.Decode(picture.Bytes, header, framesMax: 1, hasher, CancellationToken.None);
            }
        }
    }
}
