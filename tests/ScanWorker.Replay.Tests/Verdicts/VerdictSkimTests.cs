using CsCheck;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Tests.Verdicts;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VerdictSkimTests
{
    private readonly PerceptualHash[] _hashes = new PerceptualHash[256];

    [Test]
    public void TryRead_UneventfulVerdict_GivesWhatTheJsonReaderGives([Values] bool isEscaped) =>
        Gen.Select(Gen.Int[0, 9999], Gen.Int[0, 100], Gen.Int[1, 8], Gen.Bool).Sample((seed, quality, count, sha512) =>
        {
            var verdict = PastVerdicts.Unknown(seed, quality, sha512) with { HashSetVersion = seed };
            verdict = verdict with { Perceptual = [.. verdict.Perceptual.Take(count)] };
            var hashes = new PerceptualHash[256];

            Assert.That(VerdictSkim.TryRead(Bytes(verdict, isEscaped), isEscaped, hashes, out var skim), Is.True);

            Assert.That(skim.HashSetVersion, Is.EqualTo(seed));
            Assert.That(skim.Digests.Sha256.ToString(), Is.EqualTo(verdict.Digests?.Sha256));
            Assert.That(skim.Digests.Sha512?.ToString(), Is.EqualTo(verdict.Digests?.Sha512));
            Assert.That(skim.Digests.Md5.ToString(), Is.EqualTo(verdict.Digests?.Md5));
            Assert.That(
                hashes.Take(skim.HashCount)
                    .Select(hash => (hash.Hash.ToString(), hash.Quality, hash.Transform.ToString().ToLowerInvariant())),

                Is.EqualTo(verdict.Perceptual.Select(hash => (hash.Hash, hash.Quality, hash.Transform))));
        });

    [TestCaseSource(nameof(Eventful))]
    public void TryRead_AnythingElse_LeavesItToTheJsonReader(VerdictEvent verdict)
    {
        Assert.That(VerdictSkim.TryRead(PastVerdicts.Json(verdict), isEscaped: false, _hashes, out _), Is.False);
        Assert.That(VerdictSkim.TryRead(PastVerdicts.Escaped(verdict), isEscaped: true, _hashes, out _), Is.False);
    }

    [Test]
    public void TryRead_CutAnywhere_NeverThrowsAndSaysNo()
    {
        var json = PastVerdicts.Json(PastVerdicts.Unknown(5, sha512: true));
        var needed = json.AsSpan().IndexOf("\"hashSetVersion\":"u8);
        for (var length = 0; length < needed; length++)
        {
            Assert.That(VerdictSkim.TryRead(json.AsSpan(0, length), isEscaped: false, _hashes, out _), Is.False);
        }
    }

    private static IEnumerable<VerdictEvent> Eventful()
    {
        var uneventful = PastVerdicts.Unknown(5);
        yield return uneventful with { Action = PolicyAction.Review };
        yield return uneventful with { Reason = "negative-bank" };
        yield return uneventful with { Verdict = VerdictKind.Unscannable, Reason = "low-quality" };
        yield return uneventful with { Digests = null };
        yield return uneventful with { Perceptual = [] };
        yield return uneventful with { UploadId = "with \"quotes\"" };
        yield return uneventful with
        {
            Matches = [PastVerdicts.Near(PolicyAction.Allow)],
        };
    }

    private static byte[] Bytes(VerdictEvent verdict, bool isEscaped) =>
        isEscaped ? PastVerdicts.Escaped(verdict) : PastVerdicts.Json(verdict);
}
