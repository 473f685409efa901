using ScanWorker.Hashing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>From file to hash as the C++ reference does it, over the shared set of public pictures, where there is
/// one.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ConformityTests
{
    private const int LossyDistanceMax = 10;
    private const int LossyQualityMin = 80;

    private static string? Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ScanWorker.sln")))
            {
                folder = folder.Parent;
            }

            var beside = Path.Combine(folder?.Parent?.FullName ?? ".", "shared", "pdq");
            return Environment.GetEnvironmentVariable("SCANWORKER_PDQ_DIR")
                ?? (Directory.Exists(beside) ? beside : null);
        }
    }

    private static IEnumerable<TestCaseData> Lossless => Rows("lossless");

    private static IEnumerable<TestCaseData> Lossy => Rows("lossy");

    private static IEnumerable<TestCaseData> Rows(string kind) => Folder is not { } folder ? [] :
        from line in File.ReadLines(Path.Combine(folder, kind + ".csv")).Skip(1)
        let cells = line.Split(',')
        select new TestCaseData(Path.Combine(folder, kind, cells[0]), int.Parse(cells[1]), cells[2])
            .SetArgDisplayNames(cells[0]);

    [TestCaseSource(nameof(Lossless))]
    public void Decode_LosslessPicture_HashesBitForBitAsTheReference(string path, int quality, string hash)
    {
        var (outcome, frames) = Decoders.Decode(File.ReadAllBytes(path));

        Assert.That(outcome.TryGet(out _), Is.True, () => outcome.Reason.ToString());
        Assert.That((frames[0].Hash.ToString(), frames[0].Quality), Is.EqualTo((hash, quality)));
    }

    [TestCaseSource(nameof(Lossy))]
    public void Decode_LossyPicture_HashesWithinTenBitsOfTheReference(string path, int quality, string hash)
    {
        var (outcome, frames) = Decoders.Decode(File.ReadAllBytes(path));

        Assert.That(outcome.TryGet(out _), Is.True, () => outcome.Reason.ToString());
        Assert.That(Hash256.TryParseHex(hash, out var expected), Is.True);
        var distanceMax = quality >= LossyQualityMin ? LossyDistanceMax : Hash256.SizeBits;
        Assert.That(frames[0].Hash.DistanceTo(expected), Is.LessThanOrEqualTo(distanceMax));
    }
}
