using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Tests.Scan;

/// <summary>One look that is near more entries than are listed.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class CrowdedLookTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static readonly Gen<(string Bank, EntryTraits Traits, int Count, int Bits)[]> Crowds = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const("block")), (1, Gen.Const("review")), (1, Gen.Const("observe")), (1, Gen.Const("negative"))),
        Gen.Select(
            Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))),
            Gen.Frequency((4, Gen.Const(0)), (1, Gen.Int[-1, 1])), Gen.Bool, Gen.Int[0, 2],
            (enabled, days, denied, opinions) => new EntryTraits(
                enabled, days == 0 ? null : Now.AddDays(days), denied, opinions)),
        Gen.Frequency((1, Gen.Int[1, 9]), (1, Gen.Int[101, 120])), Gen.Int[0, 31]).Array[1, 5];

    // So many near entries that most are left out, as pictures and as videos: disabled ones, denied ones, weak banks.
    [Test]
    public void Near_MoreEntriesThanAreListed_DecideAsAllOfThemWould() =>
        Gen.Select(Crowds, Gen.Bool, Gen.Int[0, 3]).Sample(
            (crowd, isVideo, quorum) =>
            {
                var banks = PolicyOf(quorum);
                var policy = new VerdictPolicy(new PolicySettings { Banks = banks }, "test");
                var entries = crowd.SelectMany(EntriesOf)
                    .Select((entry, number) => entry with { EntryId = $"{number}" });
                var index = HashIndex.Build(isVideo ? entries.Select(AsVideo) : entries);
                var look = new PerceptualHash(default, 100, 0, DihedralTransform.Original)
                {
                    Second = isVideo ? 1.5 : null,
                };

                var (listed, capped) = MatchStage.Near([look], index, new SearchPlanner().PlanFor(index, policy, Now));

                var all = Enumerable.Range(0, index.OrdinalsEnd).Select(ordinal =>
                    MatchStage.Known(index.GetEntry(ordinal), MatchKind.Near)).ToList();
                Assert.That(capped, Is.EqualTo(listed.Length < all.Count(match => match.Enabled || !isVideo)));
                return ActionOf(policy, listed) == ActionOf(policy, all);
            },
            iter: 300);

    private static Dictionary<string, BankPolicy> PolicyOf(int quorum) => new()
    {
        ["block"] = new() { Quorum = quorum },
        ["review"] = new() { Action = PolicyAction.Review },
        ["observe"] = new() { Action = PolicyAction.Observe },
        ["negative"] = new() { Negative = true },
    };

    private static IEnumerable<Entry> EntriesOf((string Bank, EntryTraits Traits, int Count, int Bits) group) =>
        Enumerable.Range(0, group.Count).Select(_ => new Entry(group.Bank, "", "s")
        {
            Pdq = Flipped(group.Bits),
            Enabled = group.Traits.Enabled,
            DisabledUntil = group.Traits.DisabledUntil,
            PositiveOpinions = group.Traits.PositiveOpinions,
            NegativeOpinions = group.Traits.IsDenied ? 1 : 0,
        });

    // What a video's frames suppress is the search's own to say, and has its own tests.
    private static Entry AsVideo(Entry entry) => entry with
    {
        Bank = entry.Bank == "negative" ? "observe" : entry.Bank,
        Vpdq = VideoFrames.Of([entry.Pdq ?? default]),
        Pdq = null,
    };

    private static PolicyAction ActionOf(VerdictPolicy policy, IEnumerable<KnownMatch> matches)
    {
        var findings = new ContentFindings(1, "test", 1, ContentDigester.Compute([])) { Matches = [.. matches] };
        return policy.Judge(findings, Now).Action;
    }

    private static Hash256 Flipped(int bits)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        bytes.Clear();
        for (var bit = 0; bit < bits; bit++)
        {
            bytes[bit] = 1;
        }

        return new Hash256(bytes);
    }
}
