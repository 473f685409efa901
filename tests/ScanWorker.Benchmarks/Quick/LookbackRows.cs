using System.Text.Json;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>Past uploads a second on one core, from the bytes of their verdicts, against 100,000 new entries.</summary>
internal static class LookbackRows
{
    private const int NewEntries = 100_000;
    private const int Verdicts = 2_000;
    private const int NoiseSide = 64;

    // Enough for the screen to have made its tables, which takes longer than the timer warms up.
    private const int UploadsUntilSteady = 30_000;

    internal static IEnumerable<(string Name, Func<QuickResult> Measure)> All =>
    [
        ("lookback.dihedral.100k", () => Measure("lookback.dihedral.100k", QueryTransforms.Dihedral)),
        ("lookback.upright.100k", () => Measure("lookback.upright.100k", QueryTransforms.Upright)),
        ("lookback.read", () => Measure("lookback.read", null)),
    ];

    private static QuickResult Measure(string name, QueryTransforms? transforms)
    {
        var random = new Random(7);
        var index = transforms is null
            ? HashIndex.Empty
            : HashIndex.Build(Enumerable.Range(0, NewEntries).Select(number =>
            new Entry("bank", $"e{number}", "list") { Pdq = Next(random), Sha256 = Next(random) }));
        var policy = new VerdictPolicy(
            new PolicySettings { DefaultBank = new BankPolicy { Transforms = transforms ?? QueryTransforms.Upright } },
            "v");
        var screen = new FingerprintScreen(
            index, new SearchPlanner().PlanFor(index, policy, DateTimeOffset.UnixEpoch), 50);
        var verdicts = Enumerable.Range(0, Verdicts)
            .Select(number => Verdict(number, random, transforms == QueryTransforms.Upright ? 1 : 8)).ToArray();
        var hashes = new PerceptualHash[256];
        var at = 0;
        var look = () =>
        {
            var json = verdicts[at++ % Verdicts];
            if (!VerdictSkim.TryRead(json, isEscaped: false, hashes, out var skim)
                || !screen.IsClear(in skim, hashes.AsSpan(0, skim.HashCount)))
            {
                throw new InvalidOperationException("Random pictures are near nothing.");
            }
        };
        for (var upload = 0; upload < UploadsUntilSteady; upload++)
        {
            look();
        }

        var milliseconds = QuickTimer.Milliseconds(look);
        return new QuickResult(name, 1000 / milliseconds, "uploads/s");
    }

    private static byte[] Verdict(int number, Random random, int transforms)
    {
        var hashes = HashesOfNoise(random);
        return JsonSerializer.SerializeToUtf8Bytes(new VerdictEvent
        {
            UploadId = $"upload-{number}",
            Verdict = VerdictKind.NoMatch,
            Action = PolicyAction.Allow,
            Reason = "nothing-known",
            Digests = new DigestsData(new string('0', 32), new string('1', 40), Next(random).ToString()),
            Perceptual = [.. Enum.GetValues<DihedralTransform>().Take(transforms).Select(transform => new PerceptualData
            {
                Algorithm = "pdq",
                Hash = hashes[(int)transform].ToString(),
                Quality = 98,
                Frame = 0,
                Transform = transform.ToString().ToLowerInvariant(),
            })],
            HashSetVersion = 7,
            PolicyVersion = new string('a', 64),
            Worker = new WorkerData("1.0.0", "worker-1"),
            ScannedAt = DateTimeOffset.UnixEpoch,
            Upload = new UploadEcho { Tenant = "t", Surface = "posts" },
        },
        EventJson.Default.VerdictEvent);
    }

    // Of a picture in eight orientations, since these have much in common.
    private static Hash256[] HashesOfNoise(Random random)
    {
        var (luma, eight) = (new float[NoiseSide * NoiseSide], new Hash256[PdqHasher.DihedralCount]);
        for (var pixel = 0; pixel < luma.Length; pixel++)
        {
            luma[pixel] = random.Next(256);
        }

        _ = PdqHasher.HashDihedral(luma, NoiseSide, NoiseSide, eight);
        return eight;
    }

    private static Hash256 Next(Random random)
    {
        Span<byte> bytes = stackalloc byte[32];
        random.NextBytes(bytes);
        return new Hash256(bytes);
    }
}
