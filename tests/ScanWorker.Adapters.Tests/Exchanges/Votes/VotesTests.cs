using System.Text;
using System.Text.Json;
using ScanWorker.Adapters.Exchanges.Votes;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Adapters.Tests.Exchanges.Votes;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class VotesTests
{
    private const string Reason = "01234567-abcd-0123-4567-012345678900";

    private static readonly Entry Listed = new("csam", "42-image1", "ncmec")
    {
        Member = "42",
        Md5 = Hash128.TryParseHex(new string('a', 32), out var md5) ? md5 : default,
        Pdq = Hash256.TryParseHex(new string('b', 64), out var pdq) ? pdq : default,
    };

    [Test]
    public void Of_Opinions_AreVotesByTheMajorityOfNearMatches()
    {
        var book = OpinionBook.Empty.With(
        [
            Said("r1", ReviewDecision.Confirmed, 3), Said("r2", ReviewDecision.Denied, 3),
            Said("r3", ReviewDecision.Denied, 8, "logo"), Said("r4", ReviewDecision.Confirmed, 9),
            Said("r5", ReviewDecision.Confirmed, 9), Said("r6", ReviewDecision.Confirmed, null),
        ]);

        Assert.That(EntryVote.Of(book, 8).Single().IsAffirmative, Is.False);
        Assert.That(EntryVote.Of(book, 8).Single().Reasons, Is.EqualTo(new[] { "logo" }));
        Assert.That(EntryVote.Of(book, 9).Single().IsAffirmative, Is.True);
        Assert.That(EntryVote.Of(book, 3), Is.Empty, "One says so, and one says not.");
    }

    [Test]
    public void Ncmec_Votes_AreRequestsWithItsReasons()
    {
        var (lines, counts) = Ncmec(
            new EntryVote(Listed.Key, true, true, []), new EntryVote(Listed.Key, false, false, ["logo", Reason]),
            new EntryVote(Listed.Key, false, false, ["logo"]),
            new EntryVote(Listed.Key with { EntryId = "gone" }, false, true, []));

        Assert.That(counts, Is.EqualTo((2, 1)));
        Assert.That(lines.Select(line => line.GetProperty("path").GetString()), Is.EqualTo(new[]
        {
            "entries/42/image1/MD5/feedback", "entries/42/image1/PDQ/feedback",
        }));
        Assert.That(lines.Select(line => line.GetProperty("body").GetString()), Is.EqualTo(new[]
        {
            """<feedbackSubmission xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><affirmative /></feedbackSubmission>""",
            $"""<feedbackSubmission xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><negative><reasonIds><guid>{Reason}</guid></reasonIds></negative></feedbackSubmission>""",
        }));
    }

    [Test]
    public void StopNcii_Votes_AreTheBodyOfItsRequest()
    {
        using var stream = new MemoryStream();

        var count = StopNciiVotes.Write(
            [new EntryVote(Listed.Key, false, false, ["not-ncii"]), new EntryVote(Listed.Key, true, true, [])],
            new Dictionary<EntryKey, Entry> { [Listed.Key] = Listed }, stream);

        Assert.That(count, Is.EqualTo(2));
        Assert.That(Encoding.UTF8.GetString(stream.ToArray()), Is.EqualTo(
            $$"""{"count":2,"hashFeedbacks":[{"hashValue":"{{new string('b', 64)}}","feedbackValue":"NotBlocked","tags":["not-ncii"]},"""
            + $$"""{"hashValue":"{{new string('a', 32)}}","feedbackValue":"Blocked","tags":[]}]}"""));
    }

    private static (List<JsonElement> Lines, (long, long) Counts) Ncmec(params EntryVote[] votes)
    {
        using var stream = new MemoryStream();
        var counts = NcmecVotes.Write(votes, new Dictionary<EntryKey, Entry> { [Listed.Key] = Listed }, stream);
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return ([.. lines.Select(line => JsonDocument.Parse(line).RootElement)], counts);
    }

    private static Opinion Said(string reviewer, ReviewDecision decision, int? distance, string? reason = null) =>
        new(Listed.Key, $"upload of {reviewer}", reviewer, decision, DateTimeOffset.UnixEpoch)
        {
            IsExact = false,
            Distance = distance,
            Reason = reason,
        };
}
