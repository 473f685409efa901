using CsCheck;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Hashing.Tests.Pdq;

/// <summary>What is found of a turned picture is what the picture has when it is really turned.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HashTurnedTests
{
    private static readonly Gen<int> Sizes = Gen.OneOf(
        Gen.Int[40, 63], Gen.Int[65, 128], Gen.Int[129, 256], Gen.Int[257, 384], Gen.Int[385, 512]);

    private static readonly Gen<int> LargeSizes = Gen.Int[513, 1200];

    // Sums round in another order, which moves a coefficient that is at the median to its other side.
    [TestCase(PicturePattern.Plasma)]
    [TestCase(PicturePattern.Noise)]
    [TestCase(PicturePattern.Patches)]
    public void HashTurned_AnySize_IsTheHashOfThePictureTurned(PicturePattern pattern) =>
        Gen.Select(Sizes, Sizes, Gen.Enum<DihedralTransform>()).Sample(
            (height, width, transform) => DistanceOf(pattern, height, width, transform) <= 2, iter: 200);

    // Another pixel of two or three is left out.
    [Test]
    public void HashTurned_LargerThanThePlane_IsNearTheHashOfThePictureTurned() =>
        Gen.Select(LargeSizes, LargeSizes, Gen.Enum<DihedralTransform>()).Sample(
            (height, width, transform) => DistanceOf(PicturePattern.Plasma, height, width, transform) <= 8, iter: 60);

    [Test]
    public void HashTurned_Upright_IsTheHash() =>
        Gen.Select(Sizes, Sizes).Sample(
            (height, width) =>
            {
                var luma = LumaOf(new GeneratedPicture(PicturePattern.Plasma, width, height));
                var eight = new Hash256[PdqHasher.DihedralCount];
                var quality = PdqHasher.HashTurned(luma, height, width, eight);
                return new PdqFingerprint(eight[0], quality) == PdqHasher.Hash(luma, height, width);
            },
            iter: 100);

    private static int DistanceOf(PicturePattern pattern, int height, int width, DihedralTransform transform)
    {
        var luma = LumaOf(new GeneratedPicture(pattern, width, height));
        var (turned, newHeight, newWidth) = Turned(luma, height, width, transform);
        var eight = new Hash256[PdqHasher.DihedralCount];
        _ = PdqHasher.HashTurned(luma, height, width, eight);
        return eight[(int)transform].DistanceTo(PdqHasher.Hash(turned, newHeight, newWidth).Hash);
    }

    private static float[] LumaOf(GeneratedPicture picture)
    {
        var pixels = picture.ToRgb24();
        return
        [
            .. Enumerable.Range(0, picture.Width * picture.Height)
                .Select(i => LumaRow.Of(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2])),
        ];
    }

    private static (float[] Luma, int Height, int Width) Turned(
        float[] luma, int height, int width, DihedralTransform transform)
    {
        var isTransposed = transform is DihedralTransform.Rotate90 or DihedralTransform.Rotate270
            or DihedralTransform.FlipPlus1 or DihedralTransform.FlipMinus1;
        var isRowReversed = transform is DihedralTransform.Rotate270 or DihedralTransform.FlipX
            or DihedralTransform.Rotate180 or DihedralTransform.FlipMinus1;
        var isColumnReversed = transform is DihedralTransform.Rotate90 or DihedralTransform.FlipY
            or DihedralTransform.Rotate180 or DihedralTransform.FlipMinus1;
        var (newHeight, newWidth) = isTransposed ? (width, height) : (height, width);
        var turned = new float[luma.Length];
        for (var i = 0; i < turned.Length; i++)
        {
            var (row, column) = (i / newWidth, i % newWidth);
            (row, column) = isTransposed ? (column, row) : (row, column);
            row = isRowReversed ? height - 1 - row : row;
            column = isColumnReversed ? width - 1 - column : column;
            turned[i] = luma[(row * width) + column];
        }

        return (turned, newHeight, newWidth);
    }
}
