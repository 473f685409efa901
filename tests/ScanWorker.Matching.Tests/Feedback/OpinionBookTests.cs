using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Matching.Tests.Feedback;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class OpinionBookTests
{
    private static readonly Gen<Opinion> Any = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Enum<ReviewDecision>(), Gen.Int[0, 3],
        (entry, upload, reviewer, decision, at) => Of(entry, upload, reviewer, decision, at));

    [Test]
    public void With_AnyOrderAndAnyRepeats_IsTheSameBook() =>
        Gen.Select(Any.Array[0, 30], Gen.Int).Sample((opinions, seed) =>
        {
            var book = OpinionBook.Empty.With(opinions);
            Opinion[] others = [.. opinions, .. opinions];
            new Random(seed).Shuffle(others);
            var other = others.Aggregate(OpinionBook.Empty, (before, opinion) => before.With([opinion]));

            Assert.That(other.Opinions, Is.EquivalentTo(book.Opinions));
            Assert.That(opinions.Where(book.IsNews), Is.Empty, "What is in it is no news.");
        });

    [Test]
    public void Disputed_AnyOpinions_IsWhatItsDefinitionSays() =>
        Gen.Select(Any.Array[0, 30], Gen.Int[0, 3]).Sample((opinions, needed) =>
        {
            var last = opinions.GroupBy(one => one.Key)
                .Select(same => same.OrderBy(one => one.At).ThenBy(one => one.Decision).Last()).ToList();
            var expected = last.Select(one => one.Entry).Distinct().Where(entry => needed > 0
                && last.Where(one => one.Entry == entry && one.Decision == ReviewDecision.Denied)
                    .Select(one => one.Reviewer).Distinct().Count() >= needed
                && Matches(last, entry, ReviewDecision.Denied) > Matches(last, entry, ReviewDecision.Confirmed));

            Assert.That(OpinionBook.Empty.With(opinions).Disputed(_ => needed), Is.EquivalentTo(expected));
        });

    [Test]
    public void Disputed_OneReviewerWhoDeniesManyMatches_IsNotEnoughForTwo()
    {
        var book = OpinionBook.Empty.With(
            [.. Enumerable.Range(0, 9).Select(upload => Of(0, upload, 0, ReviewDecision.Denied, 0))]);

        Assert.That(book.Disputed(_ => 2), Is.Empty);
        Assert.That(book.Disputed(_ => 1), Has.Count.EqualTo(1));
        Assert.That(book.Disputed(_ => 0), Is.Empty);
    }

    // Many reviewers who agree on one match say as much of the entry as one: that this match is wrong.
    [Test]
    public void Disputed_OneMatchDeniedByManyAndMoreConfirmedByOne_IsNot()
    {
        var book = OpinionBook.Empty.With(
        [
            .. Enumerable.Range(0, 5).Select(reviewer => Of(0, 0, reviewer, ReviewDecision.Denied, 0)),
            .. Enumerable.Range(1, 3).Select(upload => Of(0, upload, 0, ReviewDecision.Confirmed, 0)),
        ]);

        Assert.That(book.Disputed(_ => 2), Is.Empty);
        Assert.That(VoteOn(book).IsAffirmative, Is.True);
    }

    [Test]
    public void Disputed_OneMatchConfirmedByManyAndMoreDeniedByOne_Is()
    {
        var book = OpinionBook.Empty.With(
        [
            .. Enumerable.Range(0, 5).Select(reviewer => Of(0, 0, reviewer, ReviewDecision.Confirmed, 0)),
            .. Enumerable.Range(1, 3).Select(upload => Of(0, upload, upload, ReviewDecision.Denied, 0)),
        ]);

        Assert.That(book.Disputed(_ => 2), Has.Count.EqualTo(1));
        Assert.That(VoteOn(book).IsAffirmative, Is.False);
    }

    private static int Matches(IEnumerable<Opinion> opinions, EntryKey entry, ReviewDecision decision) => opinions
        .Where(one => one.Entry == entry).GroupBy(one => one.Upload)
        .Count(match => 2 * match.Count(one => one.Decision == decision) > match.Count());

    private static EntryVote VoteOn(OpinionBook book) => EntryVote.Of(
        OpinionBook.Empty.With([.. book.Opinions.Select(opinion => opinion with { IsExact = true })]), 0).Single();

    private static Opinion Of(int entry, int upload, int reviewer, ReviewDecision decision, int at) => new(
        new EntryKey("bank", "list", $"e{entry}"), Opinion.DigestOf($"u{upload}"), $"r{reviewer}", decision,
        DateTimeOffset.UnixEpoch.AddHours(at));
}
