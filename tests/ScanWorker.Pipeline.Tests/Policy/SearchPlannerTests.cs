using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Tests.Policy;

/// <summary>The plan is made once, and anew when what it depends on changes.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SearchPlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Hash256 Known = new([.. Enumerable.Range(0, 32).Select(i => (byte)(i * 37))]);

    private static readonly HashIndex Index = HashIndex.Build(
        [new Entry("a", "e1", "s") { Pdq = Known }, new Entry("b", "e2", "s") { Pdq = Known }]);

    private readonly SearchPlanner _planner = new();

    [Test]
    public void PlanFor_SameIndexAndPolicy_IsTheSamePlan()
    {
        var policy = With(new BankPolicy());

        Assert.That(_planner.PlanFor(Index, policy, Now.AddYears(1)), Is.SameAs(_planner.PlanFor(Index, policy, Now)));
    }

    [Test]
    public void PlanFor_AnotherPolicy_IsAnotherPlan()
    {
        var wide = _planner.PlanFor(Index, With(new BankPolicy { MaxDistance = 31 }), Now);
        var narrow = _planner.PlanFor(Index, With(new BankPolicy { MaxDistance = 10 }), Now);

        Assert.That((wide.RadiusByBank[0], narrow.RadiusByBank[0]), Is.EqualTo((31, 10)));
        Assert.That(narrow.Digest, Is.Not.EqualTo(wide.Digest));
    }

    // Findings that are remembered under other thresholds must not answer; without videos there is nothing to be other.
    [TestCase(true)]
    [TestCase(false)]
    public void PlanFor_OtherThresholdsOfVideos_IsAnotherPlanWhereThereAreVideos(bool holdsVideos)
    {
        var index = HashIndex.Build(
            [new Entry("a", "e1", "s") { Pdq = Known, Vpdq = holdsVideos ? VideoFrames.Of([Known]) : null }]);
        VideoThresholds[] thresholds =
        [
            new(), new() { MaxDistance = 30 }, new() { KnownPercent = 79 }, new() { UploadPercent = 1 },
        ];

        var digests = thresholds.Select(one =>
            new SearchPlanner().PlanFor(index, With(new BankPolicy { Vpdq = one }), Now).Digest);

        Assert.That(digests.Distinct(), Has.Exactly(holdsVideos ? 4 : 1).Items);
    }

    // At the moment itself, and at the next bank's.
    [Test]
    public void PlanFor_BanksExpireOneAfterTheOther_LeavesEachOutFromThenOn()
    {
        var policy = new VerdictPolicy(
            new PolicySettings
            {
                Banks = new Dictionary<string, BankPolicy>
                {
                    ["a"] = new() { Expires = Now.AddHours(1) },
                    ["b"] = new() { Expires = Now.AddHours(2) },
                },
            },
            "test");

        bool[] Searched(double hours) =>
            [.. _planner.PlanFor(Index, policy, Now.AddHours(hours)).RadiusByBank.Select(radius => radius >= 0)];

        Assert.That(Searched(0), Is.EqualTo(new[] { true, true }));
        Assert.That(Searched(1), Is.EqualTo(new[] { false, true }));
        Assert.That(Searched(2), Is.EqualTo(new[] { false, false }));
    }

    [TestCase(QueryTransforms.Upright, ExpectedResult = FrameTransforms.Upright)]
    [TestCase(QueryTransforms.Dihedral, ExpectedResult = FrameTransforms.Turned)]
    public FrameTransforms PlanFor_ABankSearchesTurnedPictures_TheyAreHashed(QueryTransforms transforms) =>
        _planner.PlanFor(Index, With(new BankPolicy { Transforms = transforms }), Now).Transforms;

    private static VerdictPolicy With(BankPolicy bank) => new(
        new PolicySettings { Banks = new Dictionary<string, BankPolicy> { ["a"] = bank, ["b"] = bank } }, "test");
}
