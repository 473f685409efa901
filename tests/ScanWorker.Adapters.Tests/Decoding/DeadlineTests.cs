using ScanWorker.Adapters.Decoding;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DeadlineTests
{
    [Test]
    public void Decode_DeadlineReachedBefore_Ends(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        var pool = new BlockPool(1 << 20);
        var decoder = new ImageSharpDecoder(pool);
        var file = TestImages.File(format);

        Assert.That(
            () => decoder.Decode(
                Decoders.Survey(file), 1, new RecordingVisitor(), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(pool.LentBytes, Is.Zero);
    }

    // The token is looked at by one decoder of five; this proves that each ends at its next read. What it does not
    // end is the work between two reads: at most 8 KiB of compressed bytes, and for WebP, which reads all of them
    // first, the whole picture.
    [Test]
    public void Decode_DeadlineReachedWhileReading_Ends(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        var pool = new BlockPool(1 << 20);
        var decoder = new ImageSharpDecoder(pool);
        var file = TestImages.File(format, 3, 800, 600);
        using var watched = new WatchedMemory(file);
        var surveyed = Decoders.Survey(watched.Memory);
        _ = decoder.Decode(surveyed, 1, new RecordingVisitor(), CancellationToken.None);
        var looks = watched.Looks;
        using var deadline = new CancellationTokenSource();
        using var expiring = new WatchedMemory(file) { AtLook = looks - 1, Then = deadline.Cancel };
        var survey = Decoders.Survey(expiring.Memory);

        Assert.That(
            () => decoder.Decode(survey, 1, new RecordingVisitor(), deadline.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(pool.LentBytes, Is.Zero);
    }
}
