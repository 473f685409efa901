using System.Collections.Immutable;
using CsCheck;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Hashing.Pdq.Areas;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Hashing.Tests.Pdq.Areas;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class StraightSeamsTests
{
    // Clouds have no straight edges: whatever seam there is is the grid's.
    [TestCase(1, 2, 0)]
    [TestCase(2, 1, 6)]
    [TestCase(2, 2, 0)]
    [TestCase(2, 2, 6)]
    [TestCase(3, 3, 0)]
    [TestCase(3, 3, 6)]
    [TestCase(3, 1, 0)]
    public void CellsOf_GridOfClouds_AreItsCells(int columns, int rows, int gutter)
    {
        var grid = new GreyPicture((columns * (120 + gutter)) - gutter, (rows * (90 + gutter)) - gutter);
        grid.Pixels.AsSpan().Fill(byte.MaxValue);
        var expected = new List<PictureArea>();
        for (var cell = 0; cell < columns * rows; cell++)
        {
            var (x, y) = (cell % columns * (120 + gutter), cell / columns * (90 + gutter));
            grid.Draw(Cloud(cell, (cell / columns) + (cell % columns)), x, y);
            expected.Add(new PictureArea(x, y, 120, 90));
        }

        using var plane = grid.ToPlane();

        Assert.That(StraightSeams.CellsOf(plane), Is.EqualTo(expected.ToImmutableArray()));
    }

    [Test]
    public void CellsOf_OneCloud_AreNone()
    {
        using var plane = UnrelatedPictures.Make(8, 300, 200).ToPlane();

        Assert.That(StraightSeams.CellsOf(plane), Is.Empty);
    }

    [Test]
    public void CellsOf_BarsFullOfSomethingElse_IsWhatIsBetweenThem()
    {
        var barred = Cloud(2, shade: 0, 300, 260);
        barred.Draw(Cloud(3, shade: 1, 300, 200), 0, 30);
        using var plane = barred.ToPlane();

        Assert.That(StraightSeams.CellsOf(plane), Is.EqualTo(ImmutableArray.Create(new PictureArea(0, 30, 300, 200))));
    }

    [Test]
    public void CellsOf_AnyPixels_LieWithinThePlaneAndAreFew() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 90], Gen.Int, Gen.Int[0, 8]).Sample((width, height, seed, coarse) =>
        {
            var picture = new GreyPicture(width, height);
            new Random(seed).NextBytes(picture.Pixels);
            foreach (ref var pixel in picture.Pixels.AsSpan())
            {
                pixel = (byte)(pixel >> coarse);
            }

            using var plane = picture.ToPlane();
            var cells = StraightSeams.CellsOf(plane);

            return cells.Length <= StraightSeams.CellsMax && cells.All(cell =>
                cell is { X: >= 0, Y: >= 0, Width: >= 16, Height: >= 16 }
                && cell.X + cell.Width <= width && cell.Y + cell.Height <= height);
        });

    private static GreyPicture Cloud(int number, int shade, int width = 120, int height = 90)
    {
        var cloud = UnrelatedPictures.Make(4 * number, width, height);
        foreach (ref var pixel in cloud.Pixels.AsSpan())
        {
            pixel = (byte)((pixel / 4) + (shade % 2 == 0 ? 20 : 150));
        }

        return cloud;
    }
}
