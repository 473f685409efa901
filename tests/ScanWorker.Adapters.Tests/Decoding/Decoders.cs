using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Turbo;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>The decoder under test, and what it ought to find.</summary>
internal static class Decoders
{
    /// <summary>Upright, of small pictures.</summary>
    public static FingerprintOrder Order { get; } = new()
    {
        Transforms = FrameTransforms.Upright,
        FramesMax = 32,
        PixelsMax = 1_000_000,
        SidePixelsMax = 2000,
        MemoryBytesMax = 64 << 20,
        Deadline = TimeSpan.FromMinutes(1),
    };

    public static ImageSharpDecoder Any() => new(new BlockPool(16 << 20));

    /// <summary>Does something that needs libjpeg-turbo of the system.</summary>
    public static void IfTurboIsThere(Action action)
    {
        if (TurboJpeg.IsAvailable)
        {
            action();
        }
    }

    /// <summary>Surveys a picture that has a structure.</summary>
    public static PictureSurvey Survey(ReadOnlyMemory<byte> content, int framesMax = 32)
    {
        var surveyed = PictureSurvey.Of(content, framesMax);
        return surveyed.TryGet(out var survey) ? survey : throw new AssertionException(surveyed.Reason.ToString());
    }

    /// <summary>Of a small picture, upright, with every decoder that a process of its own may use.</summary>
    public static async Task<IReadOnlyList<Hash256>> HashesOfAsync(byte[] file)
    {
        var fingerprinter = new PictureFingerprinter(
            new PictureRouter(DecoderTable.Rows(new BlockPool(16 << 20)), isIsolated: true), TimeProvider.System,
            NullLogger<PictureFingerprinter>.Instance);
        var prints = await fingerprinter.FingerprintAsync(file, Order, new UnboundedMemory(), CancellationToken.None);
        return [.. prints.Hashes.Select(print => print.Hash)];
    }

    /// <summary>Surveys and decodes; frames are kept.</summary>
    /// <returns>The survey of a picture that was decoded, or why it was not.</returns>
    public static (Outcome<PictureSurvey> Outcome, List<PdqFingerprint> Frames) Decode(
        ReadOnlyMemory<byte> content, int framesMax = 32)
    {
        var surveyed = PictureSurvey.Of(content, framesMax);
        if (!surveyed.TryGet(out var survey))
        {
            return (surveyed, []);
        }

        if (survey.Structure.Damage is { } damage)
        {
            return (damage, []);
        }

        var visitor = new RecordingVisitor();
        return Any().Decode(survey, framesMax, visitor, CancellationToken.None) is { } reason
            ? (reason, visitor.Frames)
            : (surveyed, visitor.Frames);
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
