using System.IO.Compression;
using System.Net;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Http;
using ScanWorker.Adapters.Fetching.Transfers;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;
using ScanWorker.Testing.Content;

namespace ScanWorker.Adapters.Tests.Fetching.Http;

/// <summary>Content that a store keeps packed is seen as viewers see it, and known in both forms.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ContentCodingTests
{
    private const int BytesMax = 100_000;

    private static readonly Dictionary<string, Func<Stream, Stream>> Packers = new()
    {
        ["gzip"] = static stream => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true),
        ["X-GZIP"] = static stream => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true),
        ["deflate"] = static stream => new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true),
        ["Deflate "] = static stream => new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true),
        ["br"] = static stream => new BrotliStream(stream, CompressionLevel.Optimal, leaveOpen: true),
        ["identity, gzip"] = static stream => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true),
    };

    private readonly TestHttpServer _server = new();
    private readonly SteppingClock _clock = new();
    private readonly BlockPool _pool = new(1 << 20);
    private readonly MemoryBudget _budget = new(1 << 20);
    private readonly byte[] _bytes = ContentBytes.Some(50_000);
    private HttpFetcher? _fetcher;

    private static IEnumerable<string> Names => Packers.Keys;

    [TearDown]
    public async Task TearDown()
    {
        _fetcher?.Dispose();
        await _server.DisposeAsync();
        Assert.That((_budget.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
    }

    [TestCaseSource(nameof(Names))]
    public async Task FetchAsync_PackedBody_IsUnpackedAndKnownInBothForms(string coding)
    {
        var packed = Pack(coding, _bytes);

        using var content = Of(await FetchAsync(coding, packed));

        Assert.That(content.Bytes.ToArray(), Is.EqualTo(_bytes));
        Assert.That(content.Digests, Is.EqualTo(ContentDigester.Compute(_bytes)));
        Assert.That(content.Packed, Is.EqualTo(new PackedBody(packed.Length, ContentDigester.Compute(packed))));
        Assert.That(content.PackingObstacle, Is.Null);
    }

    [TestCaseSource(nameof(Names))]
    public async Task FetchAsync_Sha512Wanted_IsTakenOfBothForms(string coding)
    {
        var packed = Pack(coding, _bytes);

        using var content = Of(await FetchAsync(coding, packed, sha512: true));

        Assert.That(content.Digests.Sha512, Is.EqualTo(ContentDigester.Sha512Of(_bytes)));
        Assert.That(content.Packed?.Digests.Sha512, Is.EqualTo(ContentDigester.Sha512Of(packed)));
    }

    [Test]
    public async Task FetchAsync_PackedTwice_IsUnpackedTwice()
    {
        using var content = Of(await FetchAsync("gzip, br", Pack("br", Pack("gzip", _bytes))));

        Assert.That(content.Bytes.ToArray(), Is.EqualTo(_bytes));
    }

    // Whoever sets the metadata falsely must not hide listed bytes either.
    [TestCase("gzip", "corrupt:content-encoding")]
    [TestCase("br", "corrupt:content-encoding")]
    [TestCase("zstd", "unsupported-format:content-encoding")]
    [TestCase("gzip,gzip,gzip,gzip", "unsupported-format:content-encoding")]
    public async Task FetchAsync_BodyThatIsNotPackedSo_IsItselfAndTold(string coding, string obstacle)
    {
        using var content = Of(await FetchAsync(coding, _bytes));

        Assert.That(content.Digests, Is.EqualTo(ContentDigester.Compute(_bytes)));
        Assert.That(content.PackingObstacle?.ToString(), Is.EqualTo(obstacle));
    }

    [TestCase("identity")]
    [TestCase("aws-chunked")]
    [TestCase("utf-8")]
    [TestCase("gzip, utf-8")]
    [TestCase("")]
    public async Task FetchAsync_CodingThatViewersPassOver_IsTheBytesAsTheyAre(string coding)
    {
        using var content = Of(await FetchAsync(coding, _bytes));

        Assert.That(content.Bytes.ToArray(), Is.EqualTo(_bytes));
        Assert.That(content.Packed, Is.Null);
        Assert.That(content.PackingObstacle, Is.Null);
    }

    [TestCase("gzip")]
    [TestCase("br")]
    public async Task FetchAsync_CutPackedBody_IsWhatViewersSeeOfIt(string coding)
    {
        using var content = Of(await FetchAsync(coding, Pack(coding, _bytes)[..^100]));

        // The picture that it holds is cut then, which its own structure says.
        Assert.That(_bytes, Is.Not.EqualTo(content.Bytes.ToArray()));
        Assert.That(_bytes.AsSpan().StartsWith(content.Bytes.Span), Is.True);
    }

    [TestCase("gzip", 1 << 20)]
    [TestCase("br", 1 << 24)]
    public async Task FetchAsync_Bomb_IsTooLargeAtTheLimit(string coding, int bytes)
    {
        var outcome = await FetchAsync(coding, Pack(coding, new byte[bytes]));

        Assert.That(outcome.Reason.ToString(), Is.EqualTo("content-too-large:content-encoding"));
    }

    [Test]
    public async Task FetchAsync_MoreThanTheRatio_IsTooLarge()
    {
        var packed = Pack("br", new byte[BytesMax - 1]);

        Assert.That(
            (await FetchAsync("br", packed, ratioMax: 10)).Reason.Code, Is.EqualTo(UnscannableCode.ContentTooLarge));
    }

    private static FetchedContent Of(Outcome<FetchedContent> outcome) =>
        outcome.TryGet(out var content) ? content : throw new AssertionException($"No content: {outcome.Reason}.");

    private static byte[] Pack(string coding, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var packing = Packers[coding](packed))
        {
            packing.Write(bytes);
        }

        return packed.ToArray();
    }

    private async Task<Outcome<FetchedContent>> FetchAsync(
        string coding, byte[] body, int ratioMax = 200, bool sha512 = false)
    {
        var location = _server.On(
            "object", "200 OK", $"Content-Encoding: {coding}\r\nContent-Length: {body.Length}", body);
        _fetcher = new HttpFetcher(
            Options.Create(new HttpFetcherOptions
            {
                HttpHosts = [$"127.0.0.1:{_server.Port}"],
                Http = new TransferOptions { UnpackRatioMax = ratioMax },
            }),
            _clock, Dns.GetHostAddressesAsync);
        return await _fetcher.FetchAsync(
            location, ContentBytes.Limits(_pool, _budget, bytesMax: BytesMax, sha512: sha512), CancellationToken.None);
    }
}
