using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Magick;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <remarks>The files are scene 7 of 320 x 240, written by <c>avifenc</c> of libavif 0.11 with <c>--crop 8,8,64,48</c>,
/// <c>--grid 2x1</c> and <c>--premultiply</c>; in one of the grids two bytes of a cell are broken.</remarks>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class HeifDecoderTests
{
    private const int DistanceMax = 10;

    private static readonly Hash256 Known = Decoders.Fingerprint(SamplePictures.Scene(7, 320, 240)).Hash;

    // Cut to a corner by its clean aperture, which browsers ignore.
    [Test]
    public void Decode_AvifThatIsCut_ShowsItCutAndWhole()
    {
        var (reason, hashes) = Decode("cropped.avif");

        Assert.That(reason, Is.Null);
        Assert.That(hashes, Has.Count.EqualTo(2));
        Assert.That(hashes[0].DistanceTo(in Known), Is.GreaterThan(31));
        Assert.That(hashes[1].DistanceTo(in Known), Is.LessThanOrEqualTo(DistanceMax));
    }

    [TestCase("cells.avif")]
    [TestCase("premultiplied.avif")]
    public void Decode_AvifOfSeveralItems_ShowsItsPicture(string name)
    {
        var (reason, hashes) = Decode(name);

        Assert.That(reason, Is.Null);
        Assert.That(hashes[0].DistanceTo(in Known), Is.LessThanOrEqualTo(DistanceMax));
    }

    // The library leaves the cell empty and calls that a picture; browsers show most of the cell.
    [Test]
    public void Decode_AvifWithABrokenCell_ShowsTheOtherAndTells()
    {
        var (reason, hashes) = Decode("broken-cell.avif");

        Assert.That(reason, Is.EqualTo(Damage.Undecodable));
        Assert.That(hashes, Has.Count.EqualTo(1));
    }

    private static (UnscannableReason? Reason, IReadOnlyList<Hash256> Hashes) Decode(string name)
    {
        var content = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Decoding", "Foreign", name));
        Assert.That(HeifDecoder.ReadHeader(content).TryGet(out var structure), Is.True);
        var visitor = new RecordingVisitor();

        var reason = new HeifDecoder().Decode(
            new PictureSurvey(ImageFormat.Avif, content, structure ?? PictureStructure.Unread), 8, visitor,
            CancellationToken.None);

        return (reason, [.. visitor.Frames.Select(frame => frame.Hash)]);
    }
}
