using CsCheck;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Hashing.Tests.Pdq.Areas;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class PlanePartTests
{
    private static readonly GreyPicture Picture = UnrelatedPictures.Make(4, 300, 200);

    // The definition: cut the part out, and hash it as a picture of its own.
    [Test]
    public void Hash_AnyPartOfAPlane_IsTheHashOfThatPartAlone() =>
        Gen.Select(Gen.Int[0, 299], Gen.Int[0, 199], Gen.Int[1, 300], Gen.Int[1, 200]).Sample((x, y, width, height) =>
        {
            var area = new PictureArea(x, y, Math.Min(width, 300 - x), Math.Min(height, 200 - y));
            using var plane = Picture.ToPlane();
            using var part = Picture.Part(area.X, area.Y, area.Width, area.Height).ToPlane();
            var (eight, alone) = (new Hash256[8], new Hash256[8]);

            return PdqHasher.Hash(plane, area) == PdqHasher.Hash(part)
                && PdqHasher.HashTurned(plane, area, eight) == PdqHasher.HashTurned(part, alone)
                && eight.SequenceEqual(alone);
        });

    [TestCase(0, 0, 301, 10)]
    [TestCase(1, 0, 300, 10)]
    [TestCase(0, 191, 10, 10)]
    [TestCase(-1, 0, 10, 10)]
    [TestCase(0, 0, 0, 10)]
    public void Hash_PartBeyondThePlane_IsRefused(int x, int y, int width, int height)
    {
        using var plane = Picture.ToPlane();

        Assert.That(() => PdqHasher.Hash(plane, new PictureArea(x, y, width, height)), Throws.ArgumentException);
    }
}
