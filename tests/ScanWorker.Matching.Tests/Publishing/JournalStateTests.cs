using System.Security.Cryptography;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Matching.Tests.Publishing;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class JournalStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void After_Import_HoldsItsSegmentAndFeedsItsSource()
    {
        var state = JournalState.Empty.After(Import(1, "a", added: 5));

        Assert.That(state.Working.Chain, Is.EqualTo(new[] { Segment("a") }));
        Assert.That(state.Working.Banks.Single().Entries, Is.EqualTo(5));
        Assert.That(state.Working.Banks.Single().Sources.Single(), Is.EqualTo(new SourceFacts("ncmec", Noon)));
        Assert.That(state.HasUnpublished, Is.True);
        Assert.That(state.Published.Chain, Is.Empty);
    }

    [Test]
    public void After_Publish_IsPublished()
    {
        var state = JournalState.Empty.After(Import(1, "a", added: 5)).After(Publish(2, version: 1));

        Assert.That(state.HasUnpublished, Is.False);
        Assert.That(state.PublishedVersion, Is.EqualTo(1));
        Assert.That(state.Published.Chain, Is.EqualTo(state.Working.Chain));
    }

    [Test]
    public void After_EmergencyWhileAnImportWaits_LeavesTheImportUnpublished()
    {
        var released = JournalState.Empty.After(Import(1, "a", added: 5)).After(Publish(2, version: 1));
        var waiting = released.After(Import(3, "b", added: 7)).After(
            new JournalRecord(4, Noon, "c", JournalAction.Add)
            {
                Segment = Segment("x"),
                Changes = [Change(added: 1)]
            });
        var alone = waiting.Published.With(Segment("x"), [Change(added: 1)], Noon);

        var state = waiting.After(Publish(5, version: 2) with { Published = alone });

        Assert.That(state.HasUnpublished, Is.True);
        Assert.That(state.Published.Chain, Is.EqualTo(new[] { Segment("a"), Segment("x") }));
        Assert.That(state.Published.Banks.Single().Entries, Is.EqualTo(6));
        Assert.That(state.Working.Chain, Is.EqualTo(new[] { Segment("a"), Segment("b"), Segment("x") }));
        Assert.That(state.Working.Banks.Single().Entries, Is.EqualTo(13));
    }

    [Test]
    public void After_Withdraw_HoldsTheEntryUntilAPersonBringsItBack()
    {
        var (one, other) = (new EntryKey("b", "s", "1"), new EntryKey("b", "s", "2"));

        var state = JournalState.Empty
            .After(new JournalRecord(1, Noon, "c", JournalAction.Withdraw) { Entries = [one, other] })
            .After(Import(2, "a", added: 5))
            .After(new JournalRecord(3, Noon, "c", JournalAction.Import) { Entries = [one] });

        Assert.That(state.Held, Is.EqualTo(new[] { other }));
        Assert.That(
            state.After(new JournalRecord(4, Noon, "c", JournalAction.Add) { Entries = [other] }).Held, Is.Empty);
    }

    [Test]
    public void After_ImportOfWhatAPersonWithdrewElsewhere_HoldsItBeside()
    {
        var (one, other) = (new EntryKey("b", "s", "1"), new EntryKey("b", "s", "2"));

        var state = JournalState.Empty
            .After(new JournalRecord(1, Noon, "c", JournalAction.Withdraw) { Entries = [one] })
            .After(new JournalRecord(2, Noon, "c", JournalAction.Import) { HeldBack = [other] });

        Assert.That(state.Held, Is.EquivalentTo(new[] { one, other }));
    }

    [Test]
    public void After_Sending_EachVoteIsWhereTheLastRecordOfItsSourceLeftIt()
    {
        var (one, other) = (new EntryKey("b", "s", "1"), new EntryKey("b", "s", "2"));
        JournalRecord[] records =
        [
            Sending(1, "ncmec", SendingState.Begun, new SentVote(one, "MD5", "yes"), new SentVote(other, "MD5", "no")),
            Sending(2, "ncmec", SendingState.Taken, new SentVote(one, "MD5", "yes")),
            Sending(3, "another", SendingState.Refused, new SentVote(one, "MD5", "yes")),
            Sending(4, "ncmec", SendingState.Begun, new SentVote(one, "PDQ", "no")),
            new(5, Noon, "c", JournalAction.Rollback) { Version = 2, Restores = 1 },
        ];

        var state = records.Aggregate(JournalState.Empty, (before, record) =>
        {
            var line = JournalLine.Write(JournalLine.Start, record, out _);
            return before.After(JournalLine.TryRead(JournalLine.Start, line.AsSpan()[..^1], out _) ?? record);
        });

        Assert.That(state.Sendings, Is.EquivalentTo(new Dictionary<(string, EntryKey, string), (string, SendingState)>
        {
            [("ncmec", one, "MD5")] = ("yes", SendingState.Taken),
            [("ncmec", other, "MD5")] = ("no", SendingState.Begun),
            [("another", one, "MD5")] = ("yes", SendingState.Refused),
            [("ncmec", one, "PDQ")] = ("no", SendingState.Begun),
        }));
        Assert.That(
            records[..4].Aggregate(JournalState.Empty, (before, record) => before.After(record)).HasUnpublished,
            Is.False);
    }

    [Test]
    public void After_Watch_SourceIsKnownSinceThenUntilItIsFetchedAndThroughARollback()
    {
        var hour = TimeSpan.FromHours(1);
        var watched = JournalState.Empty.After(Watch(1, Noon)).After(Watch(2, Noon + hour));
        Assert.That(watched.Sources["a"], Is.EqualTo(new WatchedSource(Noon, null)));
        Assert.That(watched.HasUnpublished, Is.False);

        var state = watched
            .After(new JournalRecord(3, Noon + hour, "c", JournalAction.Import)
            {
                Checkpoint = new JournalCheckpoint("a", "1"),
            })
            .After(Watch(4, Noon + hour + hour))
            .After(new JournalRecord(5, Noon + hour + hour, "c", JournalAction.Rollback) { Version = 2, Restores = 1 });

        Assert.That(state.Sources["a"], Is.EqualTo(new WatchedSource(Noon, Noon + hour)));
        Assert.That(state.Checkpoints, Is.Empty);

        static JournalRecord Watch(long number, DateTimeOffset at) =>
            new(number, at, "c", JournalAction.Watch) { Watched = "a" };
    }

    [Test]
    public void After_Rollback_IsWhatItBringsBack()
    {
        var first = JournalState.Empty.After(Import(1, "a", added: 5)).After(Publish(2, version: 1));
        var second = first.After(Import(3, "b", added: 7)).After(Publish(4, version: 2));

        var state = second.After(new JournalRecord(5, Noon, "c", JournalAction.Rollback)
        {
            Version = 3,
            Restores = 1,
            Chain = first.Published.Chain,
            Banks = first.Published.Banks,
        });

        Assert.That(state.Working.Chain, Is.EqualTo(first.Working.Chain));
        Assert.That(state.Working.Banks.Single().Entries, Is.EqualTo(5));
        Assert.That(state.PublishedVersion, Is.EqualTo(3));
        Assert.That(state.HasUnpublished, Is.False);
    }

    [Test]
    public void After_LastEntryOfAnUnfedBankWithdrawn_HasNoSuchBank()
    {
        var added = JournalState.Empty.After(
            new JournalRecord(1, Noon, "c", JournalAction.Add)
            {
                Segment = Segment("x"),
                Changes = [Change(added: 1)]
            });

        var state = added.After(new JournalRecord(2, Noon, "c", JournalAction.Withdraw)
        {
            Segment = Segment("y"),
            Changes = [new BankChange("csam", "ncmec", 0, 0, 1, IsFed: false)],
        });

        Assert.That(state.Working.Banks, Is.Empty);
    }

    private static JournalRecord Sending(
        long number, string source, SendingState state, params SentVote[] votes) =>
        new(number, Noon, "c", JournalAction.Send) { Sending = new JournalSending(source, state, [.. votes]) };

    private static JournalRecord Import(long number, string segment, long added) =>
        new(number, Noon, "c", JournalAction.Import)
        {
            Segment = Segment(segment),
            Changes = [Change(added) with { IsFed = true }],
        };

    private static JournalRecord Publish(long number, long version) =>
        new(number, Noon, "c", JournalAction.Publish) { Version = version };

    private static BankChange Change(long added) => new("csam", "ncmec", added, 0, 0, IsFed: false);

    private static SegmentFacts Segment(string name)
    {
        var sha256 = new Hash256(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
        return new SegmentFacts(SegmentFacts.IdOf(sha256), 1, sha256, 1, 0);
    }
}
