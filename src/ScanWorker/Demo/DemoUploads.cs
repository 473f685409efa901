using System.Buffers.Binary;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Demo;

/// <summary>
/// The sample uploads: known pictures, what happens to pictures, unrelated ones, and everything that can be wrong with
/// one.
/// </summary>
internal static class DemoUploads
{
    private const int KnownSeed = 1;
    private const int DigestOnlySeed = 2;
    private const int ReviewSeed = 3;

    /// <summary>The pictures that the demo's hash set lists.</summary>
    public static IReadOnlyList<DemoKnownPicture> Known { get; } =
    [
        new("demo-block", "demo-1", SamplePictures.Scene(KnownSeed).ToJpeg(), DigestsOnly: false),
        new("demo-block", "demo-2", SamplePictures.Scene(DigestOnlySeed).ToJpeg(), DigestsOnly: true),
        new("demo-review", "demo-3", SamplePictures.Scene(ReviewSeed).ToJpeg(), DigestsOnly: false),
    ];

    public static IEnumerable<DemoUpload> All() =>
        [.. Copies(), .. Edits(), .. Formats(), .. Unrelated(), .. Unscannable()];

    private static IEnumerable<DemoUpload> Copies()
    {
        yield return Blocked("exact-copy", "exact copy", "jpg", Known[0].Content, "exact-match");
        yield return Blocked(
            "inline-copy", "exact copy, bytes in the event", "jpg", Known[0].Content,
            "exact-match") with
        { Inline = true };
        yield return Blocked("digest-listed", "listed by digests alone", "jpg", Known[1].Content, "exact-match");
        yield return new(
            "review-bank", "recompressed, a bank for review", "jpg", SamplePictures.Scene(ReviewSeed).ToJpeg(60),
            VerdictKind.Match, PolicyAction.Review, "near-match");
        yield return new(
            "out-of-scope", "exact copy, surface not scanned", "jpg", Known[0].Content, VerdictKind.NotScanned,
            PolicyAction.Allow, "out-of-scope")
        {
            Surface = "private-notes",
        };
    }

    private static IEnumerable<DemoUpload> Edits()
    {
        var known = SamplePictures.Scene(KnownSeed);
        yield return Blocked("recompressed", "recompressed, quality 40", "jpg", known.ToJpeg(40), "near-match");
        yield return Blocked("resized", "half the size", "jpg", known.Resized(320, 240).ToJpeg(), "near-match");
        yield return Blocked("brighter", "a fifth brighter", "jpg", known.Brightened(1.2f).ToJpeg(), "near-match");
        yield return Blocked(
            "cropped", "one percent cut off each side", "jpg", known.Cropped(1).ToJpeg(), "near-match");
        yield return Blocked("rotated", "rotated by 90 degrees", "jpg", known.Rotated().ToJpeg(), "near-match");
        yield return Blocked("mirrored", "mirrored", "jpg", known.Mirrored().ToJpeg(), "near-match");
        yield return Blocked("greyscale", "greyscale", "jpg", known.Greyed().ToJpeg(), "near-match");
    }

    private static IEnumerable<DemoUpload> Formats()
    {
        var known = SamplePictures.Scene(KnownSeed);
        yield return Blocked("as-png", "as PNG", "png", known.ToPng(), "near-match");
        yield return Blocked("as-webp", "as WebP", "webp", known.ToWebp(), "near-match");
        yield return Blocked("as-bmp", "as BMP", "bmp", known.ToBmp(), "near-match");
        yield return Blocked(
            "in-animation", "one frame of an animated GIF", "gif",
            SampleEncoding.ToGif([SamplePictures.Scene(50), known, SamplePictures.Scene(51)]), "near-match");
    }

    private static IEnumerable<DemoUpload> Unrelated()
    {
        yield return Allowed("unrelated-1", "unrelated picture", "jpg", SamplePictures.Scene(101).ToJpeg());
        yield return Allowed("unrelated-2", "unrelated picture", "png", SamplePictures.Scene(102).ToPng());
        yield return Allowed("same-again", "the same bytes as unrelated-1", "jpg", SamplePictures.Scene(101).ToJpeg());
    }

    private static IEnumerable<DemoUpload> Unscannable()
    {
        var whole = SamplePictures.Scene(103).ToJpeg();
        yield return new(
            "flat-grey", "one grey, nothing to see", "png", SamplePictures.Flat().ToPng(), VerdictKind.Unscannable,
            PolicyAction.Observe, "low-quality");
        yield return Unscannable("cut-off", "a JPEG cut in half", "jpg", whole[..(whole.Length / 2)], "corrupt");
        yield return Unscannable(
            "not-a-picture", "a text file called .jpg", "jpg", "This is no picture."u8.ToArray(), "unknown-format");
        yield return Unscannable(
            "tiff", "a format that is not decoded", "tif", "II*\0\b\0\0\0\0\0\0\0\0\0"u8.ToArray(),
            "unsupported-format");
        yield return Unscannable("empty", "an empty file", "jpg", [], "empty");
        yield return Unscannable("missing", "a file that is not there", "jpg", null, "not-found");
        yield return Unscannable(
            "too-large", "says it has 900 megapixels", "png", PngOf(30_000, 30_000), "too-many-pixels");
    }

    private static DemoUpload Blocked(string id, string what, string extension, byte[] content, string reason) =>
        new(id, what, extension, content, VerdictKind.Match, PolicyAction.Block, reason);

    private static DemoUpload Allowed(string id, string what, string extension, byte[] content) =>
        new(id, what, extension, content, VerdictKind.NoMatch, PolicyAction.Allow, "nothing-known");

    private static DemoUpload Unscannable(string id, string what, string extension, byte[]? content, string reason) =>
        new(id, what, extension, content, VerdictKind.Unscannable, PolicyAction.Review, reason);

    // A small PNG whose header declares more than it has; the checksum of the header is made to fit.
    private static byte[] PngOf(int width, int height)
    {
        const int HeaderAt = 12;
        const int HeaderLength = 17;
        var png = SamplePictures.Flat(8, 8).ToPng();
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(HeaderAt + 4), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(HeaderAt + 8), height);
        BinaryPrimitives.WriteUInt32BigEndian(
            png.AsSpan(HeaderAt + HeaderLength),
            System.IO.Hashing.Crc32.HashToUInt32(png.AsSpan(HeaderAt, HeaderLength)));
        return png;
    }
}
