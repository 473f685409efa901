using System.Text.Json;
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
            : HashIndex.Build(Enumerable.Range(0, NewEntries).Select(number => new Entry("bank", $"e{number}", "list")
            {
                Pdq = PastVerdicts.Next(random),
                Sha256 = PastVerdicts.Next(random),
            }));
        var policy = new VerdictPolicy(
            new PolicySettings { DefaultBank = new BankPolicy { Transforms = transforms ?? QueryTransforms.Upright } },
            "v");
        var screen = new FingerprintScreen(
            index, new SearchPlanner().PlanFor(index, policy, DateTimeOffset.UnixEpoch), 50);
        var verdicts = Enumerable.Range(0, Verdicts)
            .Select(number => PastVerdicts.Verdict(number, random, transforms == QueryTransforms.Upright ? 1 : 8))
            .Select(verdict => JsonSerializer.SerializeToUtf8Bytes(verdict, EventJson.Default.VerdictEvent)).ToArray();
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
}
