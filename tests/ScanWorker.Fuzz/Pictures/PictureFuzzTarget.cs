using ScanWorker.Adapters.Samples;
using ScanWorker.Fuzz.Pictures.Colours;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>Pictures of one format, mutated, and both opinions of each.</summary>
internal sealed class PictureFuzzTarget
{
    private const int DistanceMax = 31;
    private const int QualityMin = 50;

    // What a page shows and what a decoder gives are measured apart by so many bits, and a turned picture's hash is so
    // far from the turned hash: 10 at most in 140,000 runs.
    private const int Edge = 10;

    /// <summary>Of every original, in pixels.</summary>
    public const int Width = 160;

    public const int Height = 120;

    /// <summary>The picture that is sought.</summary>
    public static readonly SamplePicture Known = SamplePictures.Scene(1, Width, Height);

    /// <summary>Far from it.</summary>
    public static readonly SamplePicture Other = SamplePictures.Scene(2, Width, Height);

    private readonly FirstOpinion _product;
    private readonly ImageFormat _format;
    private readonly byte[][] _known;
    private readonly byte[][] _others;
    private readonly PdqFingerprint _target = FingerprintOf(Known);

    public PictureFuzzTarget(ImageFormat format, PictureFuzzOptions options)
    {
        (_format, _product) = (format, new FirstOpinion(options.IsIsolated, options.PixelsMax));
        _known = [.. Made(Known), .. Recoloured(Known), .. Stored("known")];
        _others = [.. Made(Other), .. Recoloured(Other), .. Stored("other")];
    }

    public byte[] Picture(int seed, int run) =>
        PictureMutations.Mutate(_format, _known, _others, new Random(SeedOf(seed, run)));

    // The same on every machine and in every process, which HashCode is not.
    private int SeedOf(int seed, int run) => unchecked((((seed * 31) + (int)_format) * 1_000_003) + run);

    /// <param name="picture">As <see cref="Picture"/> makes them.</param>
    /// <param name="shown">The second opinion of it.</param>
    public PictureOutcome Compare(byte[] picture, IReadOnlyList<PdqFingerprint> shown)
    {
        if (!shown.Any(frame => IsKnown(frame.Hash, frame.Quality)))
        {
            return PictureOutcome.NotShown;
        }

        var ours = _product.Of(picture);
        return ours.Hashes.Any(print => IsKnown(print.Hash, print.Quality)) ? PictureOutcome.Recognised
            : ours.Reason is not null || ours.QualityMin < QualityMin ? PictureOutcome.ToReview
            : ours.Hashes.Any(print => print.Hash.DistanceTo(_target.Hash) <= DistanceMax + Edge)
                ? PictureOutcome.AtTheEdge
            : PictureOutcome.SilentPass;
    }

    private static PdqFingerprint FingerprintOf(SamplePicture picture)
    {
        using var plane = LumaPlane.For(picture.Width, picture.Height);
        for (var row = 0; row < plane.Height; row++)
        {
            plane.SetRow(row, picture.Rgb.AsSpan(plane.SourceRow(row) * picture.Width * 3, picture.Width * 3));
        }

        return PdqHasher.Hash(plane);
    }

    // A frame of low quality is no match in the product either.
    private bool IsKnown(Hash256 hash, int quality) =>
        quality >= QualityMin && hash.DistanceTo(_target.Hash) <= DistanceMax;

    private IEnumerable<byte[]> Made(SamplePicture picture)
    {
        TestFrame[] frames = [new(picture), new(SamplePictures.Scene(3, 64, 48), 16, 20), new(picture)];
        return _format switch
        {
            ImageFormat.Png => [picture.ToPng(), TestAnimations.Png(frames)],
            ImageFormat.Gif => [picture.ToGif(), TestAnimations.Gif(Width, Height, frames)],
            ImageFormat.Webp =>
                [picture.ToWebp(), picture.ToLosslessWebp(), TestAnimations.Webp(Width, Height, frames)],
            ImageFormat.Jpeg or ImageFormat.Bmp => [TestImages.File(_format, picture)],
            _ => [],
        };
    }

    // A statement about their colours brings them back.
    private IEnumerable<byte[]> Recoloured(SamplePicture picture) =>
        Enum.GetValues<StoredColours>()[1..].Select(picture.StoredAs).Select(stored => _format switch
        {
            ImageFormat.Jpeg or ImageFormat.Png or ImageFormat.Bmp => TestImages.File(_format, stored),
            ImageFormat.Webp => stored.ToLosslessWebp(),
            _ => [],
        }).Where(file => file.Length > 0);

    /// <summary>Files that other encoders made of the same pictures; <c>Originals/make.sh</c> says how.</summary>
    private IEnumerable<byte[]> Stored(string kind) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Originals"), $"{kind}-*.{Extension}")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes);

    private string Extension => _format == ImageFormat.Jpeg ? "jpg" : Pipeline.KebabCase.Of(_format);
}

/// <summary>What two opinions of one picture come to.</summary>
internal enum PictureOutcome
{
    /// <summary>A browser does not show the known picture.</summary>
    NotShown,

    /// <summary>The product recognises what a browser shows.</summary>
    Recognised,

    /// <summary>The product says that it could not judge it: a person looks.</summary>
    ToReview,

    /// <summary>The product sees what a browser shows: so far from the known picture that one measures a distance that
    /// is just enough, and the other just too much.</summary>
    AtTheEdge,

    /// <summary>A browser shows the known picture, and the product says no match.</summary>
    SilentPass,
}
