using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>What a person would see of an odd picture is what is hashed.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class SharedCaseTests
{
    private const int RadiusBits = 31;

    private static readonly FingerprintOrder Order = new()
    {
        Transforms = FrameTransforms.Turned,
        FramesMax = 32,
        PixelsMax = 64_000_000,
        SidePixelsMax = 20_000,
        MemoryBytesMax = 192 << 20,
        Deadline = TimeSpan.FromMinutes(1),
    };

    private static IEnumerable<SharedPicture> Shown =>
        SharedPicture.All.Where(one => one.BrowserDistance <= RadiusBits);

    [TestCaseSource(nameof(Shown))]
    public async Task Isolated_PictureShownAsKnown_Matches(SharedPicture picture)
    {
        var known = (await FingerprintAsync(picture.KnownPath, isIsolated: true)).Hashes[0].Hash;

        var prints = await FingerprintAsync(picture.Path, isIsolated: true);

        Assert.That(Nearest(prints, known), Is.LessThanOrEqualTo(RadiusBits), prints.Reason?.ToString());
    }

    // Without isolation no native decoder may be asked: a match, or a reason whose action is review.
    [TestCaseSource(nameof(Shown))]
    public async Task NotIsolated_PictureShownAsKnown_IsNoSilentPass(SharedPicture picture)
    {
        var known = (await FingerprintAsync(picture.KnownPath, isIsolated: false)).Hashes[0].Hash;

        var prints = await FingerprintAsync(picture.Path, isIsolated: false);

        Assert.That(
            Nearest(prints, known) <= RadiusBits
            || prints.Reason is { Code: not (UnscannableCode.LowQuality or UnscannableCode.TooSmall) },
            Is.True, $"{Nearest(prints, known)} bits, {prints.Reason}");
    }

    private static int Nearest(ContentFingerprints prints, Hash256 known) =>
        prints.Hashes.Select(hash => hash.Hash.DistanceTo(in known)).DefaultIfEmpty(Hash256.SizeBits).Min();

    private static async Task<ContentFingerprints> FingerprintAsync(string path, bool isIsolated)
    {
        using var pool = new BlockPool(16 << 20);
        var fingerprinter = new PictureFingerprinter(
            new PictureRouter(DecoderTable.Rows(pool), isIsolated), TimeProvider.System,
            NullLogger<PictureFingerprinter>.Instance);
        return await fingerprinter.FingerprintAsync(
            await File.ReadAllBytesAsync(path), Order, new UnboundedMemory(), CancellationToken.None);
    }
}
