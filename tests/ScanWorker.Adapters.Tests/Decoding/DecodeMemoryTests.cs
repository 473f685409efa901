using System.Buffers;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DecodeMemoryTests
{
    private readonly BlockPool _pool = new(64 << 20);

    [Test]
    public void Allocate_BeyondTheBound_IsRefusedInSum()
    {
        using var allocator = new DecodeAllocator(_pool, bytesMax: 1000);
        using var most = allocator.Allocate<int>(200);

        Assert.That(() => allocator.Allocate<byte>(201), Throws.InstanceOf<InvalidMemoryOperationException>());
        Assert.That(() => allocator.Allocate<long>(int.MaxValue), Throws.InstanceOf<InvalidMemoryOperationException>());
        Assert.That(() => allocator.Allocate<byte>(-1), Throws.InstanceOf<InvalidMemoryOperationException>());
        using var rest = allocator.Allocate<byte>(200);
        Assert.That((allocator.UsedBytes, allocator.PeakBytes), Is.EqualTo((1000L, 1000L)));
    }

    [Test]
    public void Dispose_BuffersThatWereLost_AreTakenBack()
    {
        var allocator = new DecodeAllocator(_pool, bytesMax: 1 << 20);
        var lost = allocator.Allocate<long>(1000);
        var kept = lost.Memory;

        allocator.Dispose();
        lost.Dispose();

        Assert.That((allocator.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
        Assert.That(() => kept.Span.Length, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => allocator.Allocate<byte>(1), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Decode_EveryFormat_TakesNoMoreThanItsHeaderSaysAndGivesItBack(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        foreach (var (width, height) in ((int, int)[])[(1, 1), (7, 500), (500, 7), (640, 480), (1600, 1004)])
        {
            var file = TestImages.File(format, 4, width, height);
            var structure = Decoders.Survey(file).Structure;
            using var session = new PixelSession(_pool, format, long.MaxValue >> 1, CancellationToken.None);

            var outcome = session.Decode<Rgb24>(structure.Frames[0]);
            Assert.That(outcome.TryGet(out var picture), Is.True, () => outcome.Reason.ToString());
            picture?.Dispose();

            Assert.That(session.PeakBytes, Is.LessThanOrEqualTo(structure.DecodeBytes), $"{width} x {height}");
        }

        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [Test]
    public void Decode_EveryFormat_LeavesNoContentInTheSharedReadBuffer(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        var file = TestImages.File(format, 4);
        var decoder = new ImageSharpDecoder(_pool);

        _ = decoder.Decode(Decoders.Survey(file), 1, new RecordingVisitor(), CancellationToken.None);

        var lastReturned = ArrayPool<byte>.Shared.Rent(8096);
        Assert.That(lastReturned.AsSpan().ContainsAnyExcept((byte)0), Is.False);
        ArrayPool<byte>.Shared.Return(lastReturned);
    }

    [Test]
    public void Decode_PictureThatWantsMoreThanItsHeaderSaid_IsDecodeMemory()
    {
        var file = TestImages.File(ImageFormat.Png, 4, 1600, 1004);
        var decoder = new ImageSharpDecoder(_pool);
        var survey = Decoders.Survey(file);
        var stingy = survey with { Structure = survey.Structure with { DecodeBytes = 0 } };

        var reason = decoder.Decode(stingy, 1, new RecordingVisitor(), CancellationToken.None);

        Assert.That(reason?.Code, Is.EqualTo(UnscannableCode.DecodeMemory));
        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [Test]
    public void Session_AnyFormat_KnowsTheFiveFormatsAndNoOther()
    {
        using var session = new PixelSession(_pool, ImageFormat.Jpeg, 1000, CancellationToken.None);

        Assert.That(session.FormatNames, Is.EquivalentTo((string[])["JPEG", "PNG", "GIF", "WEBP", "BMP"]).IgnoreCase);
    }
}
