using ScanWorker.Replay.Diff;

namespace ScanWorker.Replay.Tests.Diff;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OutcomeDiffTests
{
    private readonly OutcomeDiff _diff = new();

    [Test]
    public void Compare_SameOutcome_FindsNothing()
    {
        _diff.AddEarlier(Matching("a", "uploads/0/1", 12));

        Assert.That(_diff.Compare(Matching("a", "uploads/0/1", 12)), Is.Empty);
        Assert.That(_diff.Missing(), Is.Empty);
    }

    [Test]
    public void Compare_AnotherDistance_SaysFromWhichToWhich()
    {
        _diff.AddEarlier(Matching("a", "uploads/0/1", 12));

        Assert.That(_diff.Compare(Matching("a", "uploads/0/1", 14)),
            Is.EqualTo(new[] { new OutcomeChange("a", ChangeKind.ChangedDistance, "b", "e", "pdq 12", "pdq 14") }));
    }

    [Test]
    public void Compare_MatchIsGone_SaysWhatTheUploadLost()
    {
        _diff.AddEarlier(Matching("a", "uploads/0/1", 12));

        Assert.That(_diff.Compare(Unknown("a", "uploads/0/1")), Is.EqualTo(new[]
        {
            new OutcomeChange("a", ChangeKind.LostMatch, "b", "e", "pdq 12", null),
            new OutcomeChange("a", ChangeKind.ChangedAction, "b", null, "block", "allow"),
            new OutcomeChange("a", ChangeKind.ChangedReason, "b", null, "match near-match", "no-match nothing-known"),
        }));
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public void Compare_OneSideListsPartOfItsMatches_FindsNothingInWhatItLacks(bool earlierIsCapped, bool nowIsCapped)
    {
        var whole = Matching("a", "uploads/0/1", 12);
        var part = whole with { Matches = [], IsCapped = true };
        _diff.AddEarlier(earlierIsCapped ? part : whole);

        Assert.That(_diff.Compare(nowIsCapped ? part : whole), Is.Empty);
    }

    [Test]
    public void Compare_UploadSentTwice_PairsByPosition()
    {
        _diff.AddEarlier(Matching("a", "uploads/0/1", 12));
        _diff.AddEarlier(Unknown("a", "uploads/0/7"));

        Assert.That(_diff.Compare(Unknown("a", "uploads/0/7")), Is.Empty);
        Assert.That(_diff.Compare(Matching("a", "uploads/0/1", 12)), Is.Empty);
    }

    [Test]
    public void Compare_EarlierWithoutPositions_PairsByUploadInOrder()
    {
        _diff.AddEarlier(Matching("a", null, 12));
        _diff.AddEarlier(Unknown("a", null));

        Assert.That(_diff.Compare(Matching("a", "uploads/0/1", 12)), Is.Empty);
        Assert.That(_diff.Compare(Unknown("a", "uploads/0/7")), Is.Empty);
    }

    [Test]
    public void Compare_NoCounterpart_IsMissingOrAdditional()
    {
        _diff.AddEarlier(Unknown("gone", "uploads/0/1"));

        Assert.That(_diff.Compare(Unknown("new", "uploads/0/2")).Single().Kind, Is.EqualTo(ChangeKind.Additional));
        Assert.That(_diff.Missing().Single(), Is.EqualTo(
            new OutcomeChange("gone", ChangeKind.Missing, null, null, "no-match allow nothing-known", null)));
    }

    [Test]
    public void Compare_EarlierHoldsNoDeadLetters_LeavesOursOut()
    {
        _diff.AddEarlier(Unknown("a", "uploads/0/1"));

        Assert.That(
            _diff.Compare(new UploadOutcome("uploads/0/2", "uploads/0/2", UploadOutcome.DeadLetter, "", "no-value")),
            Is.Empty);
    }

    [Test]
    public void Compare_DeadLetterBecameAVerdict_IsAChangeOfThatUpload()
    {
        _diff.AddEarlier(new UploadOutcome("uploads/0/2", "uploads/0/2", UploadOutcome.DeadLetter, "", "invalid-json"));

        Assert.That(_diff.Compare(Unknown("a", "uploads/0/2")).Select(change => change.Kind),
            Is.EqualTo(new[] { ChangeKind.ChangedAction, ChangeKind.ChangedReason }));
    }

    [Test]
    public void Compare_AnotherDecoderAndNothingElse_IsCountedAndNoDifference()
    {
        _diff.AddEarlier(Unknown("a", "uploads/0/1") with { Decoder = "skia/3" });

        Assert.That(_diff.Compare(Unknown("a", "uploads/0/1") with { Decoder = "skia/4" }), Is.Empty);
        Assert.That((_diff.Decoders.Count, _diff.Decoders.OtherwiseDifferent), Is.EqualTo((1L, 0L)));
        Assert.That(_diff.Decoders.ToString(), Does.Contain("skia/3 -> skia/4 (1)"));
    }

    [Test]
    public void Compare_AnotherDecoderAndAnotherDistance_SaysBoth()
    {
        _diff.AddEarlier(Matching("a", "uploads/0/1", 12) with { Decoder = "ffmpeg/7" });

        var change = _diff.Compare(Matching("a", "uploads/0/1", 14)).Single();

        Assert.That((change.Kind, change.Decoders), Is.EqualTo((ChangeKind.ChangedDistance, "ffmpeg/7 -> none")));
        Assert.That((_diff.Decoders.Count, _diff.Decoders.OtherwiseDifferent), Is.EqualTo((1L, 1L)));
    }

    [TestCase("skia/3", "skia/3")]
    [TestCase(null, "skia/3")]
    public void Compare_SameDecoderOrNoneRecorded_IsNotCounted(string? before, string now)
    {
        _diff.AddEarlier(Matching("a", "uploads/0/1", 12) with { Decoder = before });

        var change = _diff.Compare(Matching("a", "uploads/0/1", 14) with { Decoder = now }).Single();

        Assert.That((change.Decoders, _diff.Decoders.Count), Is.EqualTo((default(string), 0L)));
    }

    private static UploadOutcome Unknown(string id, string? position) =>
        new(position, id, "no-match", "allow", "nothing-known");

    private static UploadOutcome Matching(string id, string? position, int distance) =>
        new(position, id, "match", "block", "near-match") { Matches = [new MatchOutcome("b", "e", "pdq", distance)] };
}
