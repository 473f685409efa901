using System.Security.Cryptography;
using ScanWorker.Pipeline.Content;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Runs;
using ScanWorker.Testing.Content;

namespace ScanWorker.Replay.Tests.Runs;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecordedDecodersTests
{
    private static readonly byte[] Content = "a picture"u8.ToArray();

    private readonly RecordedDecoders _recorded = new();

    [TestCase("libjpeg-turbo/2.1.5", ExpectedResult = "libjpeg-turbo")]
    [TestCase("skia", ExpectedResult = "skia")]
    [TestCase("No Decoder/1", ExpectedResult = null)]
    [TestCase("/1", ExpectedResult = null)]
    [TestCase("a-name-that-is-longer-than-an-order-may-name", ExpectedResult = null)]
    [TestCase(null, ExpectedResult = null)]
    public string? Of_ContentOfARecordedVerdict_IsTheNameOfItsDecoder(string? decoder)
    {
        _recorded.Add(Outcome(Content, decoder));

        Assert.That(_recorded.Of("another"u8.ToArray()), Is.Null);
        return _recorded.Of(Content);
    }

    [Test]
    public async Task FingerprintAsync_ContentOfARecordedVerdict_IsOrderedOfItsDecoder()
    {
        _recorded.Add(Outcome(Content, "skia/3"));
        var usual = new FakeFingerprinter(FakeFingerprinter.Black());
        var fingerprinter = new ReplayFingerprinter(usual, _recorded);

        _ = await fingerprinter.FingerprintAsync(
            Content, FingerprintOrder.ForOwnPictures, new FreeMemory(), CancellationToken.None);
        var named = usual.Order;
        _ = await fingerprinter.FingerprintAsync(
            "another"u8.ToArray(), FingerprintOrder.ForOwnPictures, new FreeMemory(), CancellationToken.None);

        Assert.That(named, Is.EqualTo(FingerprintOrder.ForOwnPictures with { Decoder = "skia" }));
        Assert.That(usual.Order, Is.EqualTo(FingerprintOrder.ForOwnPictures));
    }

    private static UploadOutcome Outcome(byte[] content, string? decoder) =>
        new(null, "u", "no-match", "allow", "nothing-known")
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            Decoder = decoder,
        };

    private sealed class FreeMemory : IDecodeMemory, IDisposable
    {
        public ValueTask<IDisposable> ReserveAsync(long bytes, long pixels, CancellationToken stopping) => new(this);

        public void Dispose()
        {
        }
    }
}
