using System.Text.Json;
using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Reports;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Tests.Verdicts;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VerdictRejudgeTests
{
    private const int Unrelated = 20_000;

    private static readonly VerdictPolicy Policy = new(new PolicySettings(), "policy of today");
    private static readonly WorkerData Worker = new("2", "replay");

    private readonly PerceptualHash[] _hashes = new PerceptualHash[VerdictSkim.HashesMax];

    // Texts that JSON escapes in several ways, fields that are there or not, and hashes of any number.
    private static readonly Gen<VerdictEvent> Uneventful = Gen.Select(
        Gen.Int[0, 9999], Gen.Int[1, 3], Gen.Int[0, 253_402_300], Gen.String[0, 8].Array[6], Gen.Bool, Gen.Bool,
        (seed, frames, seconds, texts, has, isLate) => PastVerdicts.Unknown(seed, sha512: has) with
        {
            UploadId = has ? $"upload-{seed}" : texts[0],
            Perceptual =
            [
                .. Enumerable.Range(0, frames).SelectMany(
                    frame => PastVerdicts.Unknown(seed).Perceptual.Select(hash => hash with { Frame = frame })),
            ],
            PolicyVersion = texts[1],
            Worker = new WorkerData(texts[2], texts[3]),
            ScannedAt = DateTimeOffset.FromUnixTimeMilliseconds(seconds * 1001L).ToOffset(TimeSpan.FromHours(seed % 9)),
            Cached = has,
            Image = has ? new ImageData { Length = seed, Format = texts[4] } : null,
            Decision = isLate ? 1 : null,
            Upload = new UploadEcho
            {
                Tenant = texts[4],
                FileName = texts[5],
                PubliclyAvailable = has ? isLate : null,
                Attributes = JsonSerializer.SerializeToElement(
                    new Dictionary<string, object> { [texts[4]] = texts[5], ["perceptual"] = Array.Empty<int>() }),
            },
        });

    [Test]
    public void Quick_UneventfulVerdict_GivesToTheByteWhatJudgingInFullGives() => Uneventful.Sample(verdict =>
    {
        var rejudge = Rejudge(Unrelated);
        var record = PastVerdicts.Record(verdict);

        // A text with an escape in it is left to the reader that knows JSON.
        return rejudge.Quick(record, new PerceptualHash[VerdictSkim.HashesMax]) is not { } quick
            ? verdict.UploadId.Any(letter => letter is < ' ' or > '~' or '"' or '\\' or '<' or '>' or '&' or '\'' or '+'
                or '`')
            : rejudge.InFull(record, verdict) is var full && quick.Line.Span.SequenceEqual(full.Line.Span)
                && AreEqual(quick.Before, full.Before) && AreEqual(quick.Now, full.Now)
                && (quick.Now is null) == (verdict.Decision is not null)
                && quick.Distances?.Nearest.SequenceEqual(full.Distances?.Nearest ?? []) == true;
    });

    [Test]
    public void Quick_UploadNearAnEntry_IsLeftToTheJudge()
    {
        var record = PastVerdicts.Record(PastVerdicts.Unknown(5));

        Assert.That(Rejudge(Unrelated).Quick(record, _hashes), Is.Not.Null);
        Assert.That(Rejudge(5).Quick(record, _hashes), Is.Null);
    }

    // Two frames of an animation without times: the skim reads it, so its screen must ask for videos, too.
    [TestCase(5, true)]
    [TestCase(Unrelated, false)]
    public void Quick_FramesNearThoseOfAKnownVideo_AreLeftToTheJudge(int known, bool isNear)
    {
        var verdict = PastVerdicts.Unknown(5);
        verdict = verdict with
        {
            Perceptual = [.. new[] { 5, 6 }.SelectMany((seed, frame) =>
                PastVerdicts.Unknown(seed).Perceptual.Select(hash => hash with { Frame = frame }))],
        };
        var film = PastVerdicts.Entry("b", "film") with
        {
            Vpdq = VideoFrames.Of([PastVerdicts.Hash(known), PastVerdicts.Hash(known + 1)]),
        };
        var rejudge = new VerdictRejudge(PastVerdicts.Set(9, film), Policy, Worker);
        var record = PastVerdicts.Record(verdict);

        Assert.That(rejudge.Quick(record, _hashes) is null, Is.EqualTo(isNear));
        var now = rejudge.InFull(record, verdict).Now;
        Assert.That(
            now?.Matches.Select(match => (match.EntryId, match.Algorithm)),
            isNear ? Is.EqualTo(new[] { ("film", "vpdq") }) : Is.Empty);
    }

    [Test]
    public void Quick_WhatIsNoVerdictToAReaderOfJson_IsLeftToIt()
    {
        var verdict = PastVerdicts.Unknown(5);
        foreach (var (wrong, right) in new[] { ("\"quality\":090", "\"quality\":90"), ("},]", "}]"), ("}{", "},{"),
            ("\"cached\":maybe", "\"cached\":false"), ("\"quality\":9000000000", "\"quality\":90") })
        {
            var json = System.Text.Encoding.UTF8.GetString(PastVerdicts.Json(verdict))
                .Replace(right, wrong, StringComparison.Ordinal);
            var record = PastVerdicts.Record(verdict);
            record = record with
            {
                Record = record.Record with { Value = System.Text.Encoding.UTF8.GetBytes(json) },
            };

            Assert.That(Rejudge(Unrelated).Quick(record, _hashes), Is.Null, wrong);
            Assert.That(OutcomeReader.ReadVerdict(record.Record), Is.Null, wrong);
        }
    }

    [Test]
    public void Quick_RecordOfAnotherType_IsNoVerdict()
    {
        var record = PastVerdicts.Record(PastVerdicts.Unknown(5));
        record = record with
        {
            Record = record.Record with { Headers = [RecordHeader.Of("ce_type", EventTypes.Block)] },
        };

        Assert.That(Rejudge(Unrelated).Quick(record, _hashes), Is.Null);
    }

    private static bool AreEqual(UploadOutcome? left, UploadOutcome? right) =>
        left is null || right is null
            ? left is null && right is null
            : (left.Position, left.UploadId, left.ToString()) == (right.Position, right.UploadId, right.ToString());

    private static VerdictRejudge Rejudge(int seedOfEntry)
    {
        var set = PastVerdicts.Set(9, PastVerdicts.Entry("b", "e", PastVerdicts.Hash(seedOfEntry)));
        return new VerdictRejudge(set, Policy, Worker)
        {
            WritesLines = true,
            Distances = new NearestDistances(set.Index, Policy),
        };
    }
}
