using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>What is hashed of a frame beside all of it.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class CropQueryTests
{
    private static readonly GreyPicture Grid = MakeGrid();

    [TestCase(CropQueries.None, new PictureCrop[0])]
    [TestCase(CropQueries.Centre90, new[] { PictureCrop.Centre90 })]
    [TestCase(CropQueries.Centre80, new[] { PictureCrop.Centre80 })]
    [TestCase(
        CropQueries.Halves,
        new[] { PictureCrop.LeftHalf, PictureCrop.RightHalf, PictureCrop.TopHalf, PictureCrop.BottomHalf })]
    [TestCase(CropQueries.Cells, new[] { PictureCrop.Cell1, PictureCrop.Cell2, PictureCrop.Cell3, PictureCrop.Cell4 })]
    public void Visit_OfAGrid_HashesWhatIsAskedForAndNothingElse(CropQueries asked, PictureCrop[] parts)
    {
        var hashes = Hash(asked);

        Assert.That(hashes.Select(hash => hash.Crop), Is.EqualTo((PictureCrop[])[PictureCrop.None, .. parts]));
        Assert.That(hashes.Select(hash => hash.Crop.Query).Skip(1), Is.All.EqualTo(asked));
    }

    [Test]
    public void Visit_KnownPictureInAGrid_IsFoundByItsCell()
    {
        var hashes = Hash(CropQueries.Cells);
        using var known = UnrelatedPictures.Make(400, 200, 150).ToPlane();

        var cell = hashes.Single(hash => hash.Crop == PictureCrop.Cell4);

        Assert.That(cell.Hash, Is.EqualTo(PdqHasher.Hash(known).Hash));
    }

    [Test]
    public void Of_EveryQuery_GivesEachPartOnceAndNoMoreThanAnAnswerHolds()
    {
        using var plane = Grid.ToPlane();

        var parts = CropAreas.Of(plane, CropQueries.All).Select(part => part.Crop).ToList();

        Assert.That(parts, Is.Unique);
        Assert.That(parts, Has.Count.LessThanOrEqualTo(CropAreas.AreasMax));
        Assert.That(
            Enum.GetValues<PictureCrop>().Count(crop => crop.Query != CropQueries.None),
            Is.EqualTo(CropAreas.AreasMax), "every part has a name, and every name is a part");
    }

    // A part that hashes like a later frame must not stand in for it: parts are searched within less.
    [Test]
    public void Visit_FrameThatHashesLikeAPartOfOneBefore_IsHashedAsAWhole()
    {
        var hasher = new FrameHasher(FrameTransforms.Upright, CropQueries.Cells, new FakeTimeProvider());
        using var grid = Grid.ToPlane();
        using var known = UnrelatedPictures.Make(400, 200, 150).ToPlane();
        hasher.Visit(new FrameView(0), grid);
        hasher.Visit(new FrameView(1), known);

        Assert.That(hasher.Hashes.Any(hash => hash is { Frame: 1, Crop: PictureCrop.None }), Is.True);
    }

    [Test]
    public void Visit_PoorPart_DoesNotMakeTheFramePoor()
    {
        var half = new GreyPicture(400, 300);
        half.Draw(UnrelatedPictures.Make(0, 200, 300), 0, 0);
        using var plane = half.ToPlane();
        var hasher = new FrameHasher(FrameTransforms.Upright, CropQueries.Halves, new FakeTimeProvider());
        hasher.Visit(new FrameView(0), plane);

        Assert.That(hasher.Hashes.Min(hash => hash.Quality), Is.Zero, "the right half is black");
        Assert.That(hasher.QualityMin, Is.EqualTo(PdqHasher.Hash(plane).Quality));
    }

    private static IReadOnlyList<PerceptualHash> Hash(CropQueries asked)
    {
        var hasher = new FrameHasher(FrameTransforms.Upright, asked, new FakeTimeProvider());
        using var plane = Grid.ToPlane();
        hasher.Visit(new FrameView(0), plane);
        return hasher.Hashes;
    }

    private static GreyPicture MakeGrid()
    {
        var grid = new GreyPicture(400, 300);
        for (var cell = 0; cell < 4; cell++)
        {
            grid.Draw(UnrelatedPictures.Make(100 * (cell + 1), 200, 150), cell % 2 * 200, cell / 2 * 150);
        }

        return grid;
    }
}
