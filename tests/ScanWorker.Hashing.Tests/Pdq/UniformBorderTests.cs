using CsCheck;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Hashing.Tests.Pdq;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UniformBorderTests
{
    private static readonly Gen<(int Width, int Height, PictureArea Inside, byte Grey)> Framed =
        from width in Gen.Int[40, 900]
        from height in Gen.Int[40, 900]
        from left in Gen.Int[0, width / 3]
        from top in Gen.Int[0, height / 3]
        from right in Gen.Int[0, width / 3]
        from bottom in Gen.Int[0, height / 3]
        from grey in Gen.Byte
        select (width, height, new PictureArea(left, top, width - left - right, height - top - bottom), grey);

    // Between two lines of a plane there may be several of the picture.
    [Test]
    public void Inside_BorderOfAnySizeAndBrightness_IsFoundToALine() => Framed.Sample(one =>
    {
        using var plane = PlaneOf(one.Width, one.Height, (x, y) => IsWithin(one.Inside, x, y)
            ? (byte)(one.Grey + 60 + ((x * 7) + (y * 13)) % 130)
            : one.Grey);

        var found = UniformBorder.Inside(plane) ?? new PictureArea(0, 0, one.Width, one.Height);

        var isThin = (one.Width - one.Inside.Width) * 64 < one.Width + 128
            && (one.Height - one.Inside.Height) * 64 < one.Height + 128;
        return isThin || (IsNear(found.X, one.Inside.X, one.Width) && IsNear(found.Y, one.Inside.Y, one.Height)
            && IsNear(found.X + found.Width, one.Inside.X + one.Inside.Width, one.Width)
            && IsNear(found.Y + found.Height, one.Inside.Y + one.Inside.Height, one.Height));
    });

    [TestCase(0)]
    [TestCase(127)]
    [TestCase(255)]
    public void Inside_NothingButBorder_IsNone(byte grey)
    {
        using var plane = PlaneOf(300, 200, (_, _) => grey);

        Assert.That(UniformBorder.Inside(plane), Is.Null);
    }

    [Test]
    public void Inside_PictureWithoutBorder_IsNone()
    {
        using var plane = PlaneOf(300, 200, (x, y) => (byte)((x * 7) + (y * 13)));

        Assert.That(UniformBorder.Inside(plane), Is.Null);
    }

    [Test]
    public void Inside_SpeckOnAPage_IsNotWorthAHash()
    {
        using var plane = PlaneOf(
            600, 600, (x, y) => (byte)(x is > 300 and < 320 && y is > 300 and < 320 ? x * y : 255));

        Assert.That(UniformBorder.Inside(plane), Is.Null);
    }

    // As JPEG leaves it: a unit everywhere, a few more in the blocks that the edge crosses.
    [Test]
    public void Inside_BorderWithNoise_IsFoundAllTheSame()
    {
        var random = new Random(3);
        using var plane = PlaneOf(400, 400, (x, y) => x is >= 100 and < 300 && y is >= 100 and < 300
            ? (byte)(80 + random.Next(150))
            : (byte)((x is >= 96 and < 304 && y is >= 96 and < 304 ? 6 : 2) + random.Next(-2, 3)));

        Assert.That(UniformBorder.Inside(plane), Is.EqualTo(new PictureArea(100, 100, 200, 200)));
    }

    private static bool IsWithin(PictureArea area, int x, int y) =>
        x >= area.X && x < area.X + area.Width && y >= area.Y && y < area.Y + area.Height;

    private static bool IsNear(int found, int edge, int size) => Math.Abs(found - edge) <= (size / 512) + 1;

    private static LumaPlane PlaneOf(int width, int height, Func<int, int, byte> grey)
    {
        var plane = LumaPlane.For(width, height);
        for (var row = 0; row < plane.Height; row++)
        {
            var y = plane.SourceRow(row);
            plane.SetGreyRow(row, [.. Enumerable.Range(0, width).Select(x => grey(x, y))]);
        }

        return plane;
    }
}
