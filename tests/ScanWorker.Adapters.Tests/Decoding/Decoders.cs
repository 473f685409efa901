using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>The decoder under test, and what it ought to find.</summary>
internal static class Decoders
{
    public static ImageSharpDecoder Any() => new(new BlockPool(16 << 20));

    /// <summary>Identifies and decodes; frames are kept.</summary>
    public static (Outcome<DecodedImage> Outcome, List<PdqFingerprint> Frames) Decode(
        ReadOnlyMemory<byte> content, int framesMax = 32)
    {
        var decoder = Any();
        var identified = decoder.Identify(content);
        if (!identified.TryGet(out var header))
        {
            return (identified.Reason, []);
        }

        var visitor = new RecordingVisitor();
        return (decoder.Decode(content, header, framesMax, visitor, CancellationToken.None), visitor.Frames);
    }

    public static PdqFingerprint Fingerprint(SamplePicture picture)
    {
        using var plane = LumaPlane.For(picture.Width, picture.Height);
        for (var row = 0; row < plane.Height; row++)
        {
            plane.SetRow(row, picture.Rgb.AsSpan(plane.SourceRow(row) * picture.Width * 3, picture.Width * 3));
        }

        return PdqHasher.Hash(plane);
    }
}
