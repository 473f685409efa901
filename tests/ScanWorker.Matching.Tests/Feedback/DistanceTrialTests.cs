using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Matching.Tests.Feedback;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class DistanceTrialTests
{
    private static readonly Gen<ReviewedMatch> Any = Gen.Select(
        Gen.Int[0, 1], Gen.Int[0, 40], Gen.Int[-2, 2], Gen.Int[0, 2], (bank, distance, majority, said) => Match(
            $"b{bank}", said == 0 ? null : distance, majority, isExact: said == 2 && distance % 5 == 0));

    [Test]
    public void Of_AnyMatches_CountsWhatEachDistanceWouldHaveCostAndSaved() =>
        Gen.Select(Any.Array[0, 30], Gen.Int[0, 40].Array[0, 3]).Sample((matches, asked) =>
        {
            foreach (var trial in DistanceTrial.Of(matches, asked))
            {
                var near = matches.Where(match => match.Entry.Bank == trial.Bank && match.IsExact != true).ToList();
                Assert.That(trial.Lost, Is.EqualTo(near.Count(m => m.Distance > trial.Distance && m.Majority > 0)));
                Assert.That(trial.Saved, Is.EqualTo(near.Count(m => m.Distance > trial.Distance && m.Majority < 0)));
                Assert.That(
                    (trial.Here.Confirmed, trial.Here.Denied, trial.Here.Contested),
                    Is.EqualTo((
                        near.LongCount(m => m.Distance == trial.Distance && m.Majority > 0),
                        near.LongCount(m => m.Distance == trial.Distance && m.Majority < 0),
                        near.LongCount(m => m.Distance == trial.Distance && m.Majority == 0))));
            }
        });

    [Test]
    public void Of_ADistanceThatIsAskedFor_IsThereThoughNoMatchHasIt()
    {
        var trials = DistanceTrial.Of([Match("b", 31, 1), Match("b", 28, -1), Match("b", 12, 1)], [25]);

        Assert.That(trials.Select(trial => trial.Distance), Is.EqualTo(new[] { 12, 25, 28, 31 }));
        Assert.That(trials.Single(trial => trial.Distance == 25), Is.EqualTo(
            new DistanceTrial("b", 25, default, Lost: 1, Saved: 1)));
    }

    [Test]
    public void ReviewedMatch_OfManyReviewers_IsTheirMajority()
    {
        var book = OpinionBook.Empty.With(
        [
            Said("u1", "r1", ReviewDecision.Confirmed), Said("u1", "r2", ReviewDecision.Denied),
            Said("u1", "r3", ReviewDecision.Denied) with { Distance = 7 }, Said("u2", "r1", ReviewDecision.Confirmed),
        ]);

        var matches = ReviewedMatch.Of(book.Opinions);

        Assert.That(MatchPrecision.Of(matches), Is.EqualTo(new MatchPrecision(1, 1, 0)));
        Assert.That(MatchPrecision.Of(matches).Share, Is.EqualTo(0.5));
        Assert.That(matches.Single(match => match.Majority < 0).Distance, Is.EqualTo(7));
    }

    private static ReviewedMatch Match(string bank, int? distance, int majority, bool? isExact = false) =>
        new(new EntryKey(bank, "s", "e"), "u") { Distance = distance, Majority = majority, IsExact = isExact };

    private static Opinion Said(string upload, string reviewer, ReviewDecision decision) =>
        new(new EntryKey("b", "s", "e"), upload, reviewer, decision, DateTimeOffset.UnixEpoch);
}
