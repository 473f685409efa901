using CsCheck;
using NUnit.Framework.Constraints;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Hashing.Tests.Pdq;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LumaPlaneTests
{
    private static readonly Gen<int> Sizes = Gen.OneOf(Gen.Int[1, 40], Gen.Int[500, 530], Gen.Int[1, 2000]);

    [TestCase(512, 512, 512, 512)]
    [TestCase(1, 1, 1, 1)]
    [TestCase(513, 40, 512, 512, Description = "One dimension is enough to sample both.")]
    [TestCase(3, 100_000, 512, 512)]
    [TestCase(int.MaxValue, int.MaxValue, 512, 512)]
    public void For_AnySource_HasTheReferencesSize(int sourceWidth, int sourceHeight, int width, int height)
    {
        using var plane = LumaPlane.For(sourceWidth, sourceHeight);

        Assert.That((plane.Width, plane.Height), Is.EqualTo((width, height)));
        Assert.That(plane.SourceRow(0), Is.Zero);
        Assert.That(plane.SourceRow(height - 1), Is.EqualTo((int)((height - 1L) * sourceHeight / height)));
    }

    // The fast ways (spread, collected, eight at a time) against one pixel after the other, at any size.
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(4)]
    public void SetRow_AnyPixels_EqualsTheDefinitionForEachColumn(int bytesPerPixel) =>
        Gen.Select(Sizes, Sizes, Gen.Int).Sample((width, height, seed) =>
        {
            using var plane = LumaPlane.For(width, height);
            var source = new byte[bytesPerPixel * width];
            var expected = new List<float>();
            var random = new Random(seed);
            for (var row = 0; row < plane.Height; row++)
            {
                random.NextBytes(source);
                Set(plane, row, source, bytesPerPixel);
                expected.AddRange(Enumerable.Range(0, plane.Width)
                    .Select(column => Luma(source, (int)((long)column * width / plane.Width), bytesPerPixel)));
            }

            return Enumerable.Range(0, plane.Height)
                .SelectMany(row => plane.View.Row(row).ToArray())
                .SequenceEqual(expected);
        }, iter: 20);

    [Test]
    public void Hash_RowNeverSet_IsRefused()
    {
        using var plane = LumaPlane.For(10, 10);
        for (var row = 0; row < 9; row++)
        {
            plane.SetGreyRow(row, new byte[10]);
            plane.SetGreyRow(row, new byte[10]);
        }

        Assert.That(
            () => PdqHasher.Hash(plane), Throws.InvalidOperationException.With.Message.Contains("1 of 10 rows"));
    }

    // What goes back to the pool shows nothing of a content, up to the last value of the last row.
    [TestCase(20, 30)]
    [TestCase(512, 512)]
    public void Clear_MemoryOfAPlane_LeavesNothing(int width, int height)
    {
        var shape = new PlaneShape(width, height);
        var memory = PlaneMemory.Rent(shape);
        for (var row = 0; row < height; row++)
        {
            memory.Row(shape, row).Fill(9f);
        }

        memory.Clear(shape);

        Assert.That(memory.View(shape).Values.ContainsAnyExcept(0f), Is.False);
        memory.Return(shape);
    }

    [Test]
    public void SetRow_WrongLength_SaysWhatARowHas()
    {
        using var plane = LumaPlane.For(7, 2);

        Assert.That(() => plane.SetRow(0, new byte[20]), SaysThat("21 bytes, not 20"));
        Assert.That(() => plane.SetRgbaRow(0, new byte[29]), SaysThat("28 bytes, not 29"));
        Assert.That(() => plane.SetGreyRow(0, []), SaysThat("7 bytes, not 0"));
    }

    [TestCase(-1)]
    [TestCase(2)]
    public void SetRow_RowOutside_IsRefused(int row)
    {
        using var plane = LumaPlane.For(7, 2);

        Assert.That(() => plane.SetRow(row, new byte[21]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => plane.SourceRow(row), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0, 5)]
    [TestCase(5, 0)]
    [TestCase(-1, 5)]
    public void For_NoPixels_IsRefused(int width, int height) =>
        Assert.That(() => LumaPlane.For(width, height), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Members_AfterDispose_Throw()
    {
        var plane = LumaPlane.For(5, 5);
        plane.Dispose();
        plane.Dispose();

        Assert.That(() => plane.SetRow(0, new byte[15]), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => PdqHasher.Hash(plane), Throws.InstanceOf<ObjectDisposedException>());
    }

    private static ContainsConstraint SaysThat(string reason) =>
        Throws.ArgumentException.With.Message.Contains(reason);

    private static void Set(LumaPlane plane, int row, byte[] source, int bytesPerPixel)
    {
        switch (bytesPerPixel)
        {
            case 1:
                plane.SetGreyRow(row, source);
                break;
            case 3:
                plane.SetRow(row, source);
                break;
            default:
                plane.SetRgbaRow(row, source);
                break;
        }
    }

    private static float Luma(byte[] source, int pixel, int bytesPerPixel)
    {
        var bytes = source.AsSpan(pixel * bytesPerPixel, bytesPerPixel);
        return bytesPerPixel == 1 ? bytes[0] : (0.299f * bytes[0]) + (0.587f * bytes[1]) + (0.114f * bytes[2]);
    }
}
