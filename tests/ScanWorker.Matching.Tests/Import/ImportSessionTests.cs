using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Tests.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Import;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ImportSessionTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Then.AddDays(1);
    private static readonly EntryHygiene NoHygiene = new([], 0);
    private static readonly ImportRules Full = new() { Mode = ImportMode.Full };
    private readonly List<Reject> _quarantine = [];

    [Test]
    public void Finish_NewEntries_AreAddedWithTheTimeOfTheImport()
    {
        var result = Run(HashIndex.Empty, new ImportRules(), session => session.Upsert(1, EntryOf("a")));

        Assert.That(result.Counts.Added, Is.EqualTo(1));
        Assert.That(Entries(result).Single().AddedAt, Is.EqualTo(Now));
    }

    [Test]
    public void Finish_SameListAgain_ChangesNothing()
    {
        var known = Apply(HashIndex.Empty, Run(HashIndex.Empty, new ImportRules(), Upserting([EntryOf("a")])));

        var result = Run(known, new ImportRules(), session => session.Upsert(1, EntryOf("a")), Now.AddDays(1));

        Assert.That(result.Segment, Is.Null);
        Assert.That(result.Counts.Unchanged, Is.EqualTo(1));
        Assert.That(result.Changes.Single().IsFed, Is.True);
    }

    [Test]
    public void Finish_EntryWithAnotherHash_IsChangedAndKeepsWhenItWasAdded()
    {
        var known = IndexOf(EntryOf("a") with { AddedAt = Then, UpdatedAt = Then });

        var result = Run(known, new ImportRules(), session => session.Upsert(1, EntryOf("a", hash: "other")));

        Assert.That(result.Counts.Changed, Is.EqualTo(1));
        Assert.That(Entries(result).Single().AddedAt, Is.EqualTo(Then));
        Assert.That(Entries(result).Single().UpdatedAt, Is.EqualTo(Now));
    }

    [Test]
    public void Finish_Tombstone_Withdraws()
    {
        var known = IndexOf(EntryOf("a"), EntryOf("b"));
        var result = Run(known, new ImportRules(), session => session.Withdraw(1, EntryOf("a").Key, at: null));

        Assert.That(result.Counts.Withdrawn, Is.EqualTo(1));
        Assert.That(Apply(known, result).EntryCount, Is.EqualTo(1));
    }

    [Test]
    public void Finish_TombstoneOfAnUnknownEntry_IsToldAsSuch()
    {
        var result = Run(
            IndexOf(EntryOf("a")), new ImportRules(), session => session.Withdraw(1, EntryOf("z").Key, at: null));

        Assert.That(result.Segment, Is.Null);
        Assert.That((result.Counts.Unchanged, result.Counts.NotThere), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Finish_TombstoneThenTheEntryAgain_LastWordCounts()
    {
        var result = Run(IndexOf(EntryOf("a")), new ImportRules(), session =>
        {
            session.Withdraw(1, EntryOf("a").Key, at: null);
            session.Upsert(2, EntryOf("a", hash: "other"));
        });

        Assert.That((result.Counts.Changed, result.Counts.Withdrawn), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Finish_FullSnapshot_WithdrawsWhatItDoesNotName()
    {
        var known = IndexOf([.. Many(10), EntryOf("other-source") with { Source = "x" },
            EntryOf("e") with { Bank = "other" }]);

        var result = Run(known, Full, Upserting(Many(9)));

        Assert.That((result.Counts.Withdrawn, result.Counts.Unchanged), Is.EqualTo((1, 9)));
        Assert.That(Apply(known, result).EntryCount, Is.EqualTo(11));
    }

    [Test]
    public void Finish_FullSnapshotLosesMoreThanAFifth_IsRefusedUnlessAllowed()
    {
        var known = IndexOf(Many(10));

        Assert.That(
            () => Run(known, Full, Upserting(Many(7))),
            Throws.TypeOf<ImportRefusedException>().With.Message.Contains("--allow-shrink"));
        Assert.That(
            Run(known, Full with { AllowsShrink = true }, Upserting(Many(7))).Counts.Withdrawn,
            Is.EqualTo(3));
        Assert.That(Run(known, Full, Upserting(Many(8))).Counts.Withdrawn,
            Is.EqualTo(2));
    }

    [Test]
    public void Finish_FullSnapshotGrowsByMoreThanAFifth_IsRefusedUnlessAllowed()
    {
        var known = IndexOf(Many(10));

        Assert.That(
            () => Run(known, Full, Upserting(Many(13))),
            Throws.TypeOf<ImportRefusedException>().With.Message.Contains("--allow-growth"));
        Assert.That(
            Run(known, Full with { AllowsGrowth = true }, Upserting(Many(13))).Counts.Added,
            Is.EqualTo(3));
    }

    [Test]
    public void Finish_EmptyFullSnapshot_IsRefused() => Assert.That(
        () => Run(IndexOf(Many(10)), Full, _ => { }),
        Throws.TypeOf<ImportRefusedException>());

    [Test]
    public void Finish_FirstFullSnapshot_IsNoGrowth() => Assert.That(
        Run(HashIndex.Empty, Full, Upserting(Many(10))).Counts.Added,
            Is.EqualTo(10));

    [Test]
    public void Finish_OnePercentQuarantined_IsApplied_AndMoreIsNot()
    {
        var entries = Many(99);

        var result = Run(HashIndex.Empty, new ImportRules(), session =>
        {
            Upserting(entries)(session);
            session.Reject(new Reject(100, RejectReason.BadHash, "x"));
        });
        Assert.That(result.Counts.Quarantined[RejectReason.BadHash], Is.EqualTo(1));
        Assert.That(result.Counts.Read, Is.EqualTo(100));

        Assert.That(
            () => Run(HashIndex.Empty, new ImportRules(), session =>
            {
                Upserting(entries)(session);
                session.Reject(new Reject(100, RejectReason.BadHash, "x"));
                session.Reject(new Reject(101, RejectReason.NoHash, "y"));
            }),
            Throws.TypeOf<ImportRefusedException>().With.Property(nameof(ImportRefusedException.Counts))
                .Property("QuarantinedTotal").EqualTo(2));
        Assert.That(_quarantine, Has.Count.EqualTo(3));
    }

    [Test]
    public void Upsert_EntryThatHygieneRefuses_IsQuarantinedWithItsLine()
    {
        var empty = HashText.Meanings("d41d8cd98f00b204e9800998ecf8427e")[0].ApplyTo(EntryOf("empty"));

        var rules = new ImportRules { QuarantineShareMax = 1, AllowsEmpty = true };
        _ = Run(HashIndex.Empty, rules, session => session.Upsert(7, empty));

        Assert.That(_quarantine.Single().Reason, Is.EqualTo(RejectReason.EmptyFile));
        Assert.That(_quarantine.Single().Line, Is.EqualTo(7));
        Assert.That(_quarantine.Single().Text, Does.Contain("empty"));
    }

    [Test]
    public void Upsert_EntryOfAnotherBank_IsQuarantined()
    {
        _ = Run(
            HashIndex.Empty, new ImportRules { QuarantineShareMax = 1, AllowsEmpty = true },
            session => session.Upsert(1, EntryOf("a") with { Bank = "other" }));

        Assert.That(_quarantine.Single().Reason, Is.EqualTo(RejectReason.OtherBank));
    }

    [TestCase("a1 a2 b1")]
    [TestCase("a1 b1 a2")]
    [TestCase("a2 b1 c1 a1")]
    public void Upsert_RowsAreHashes_AreOneEntryWhateverTheirOrder(string rows)
    {
        var result = Run(HashIndex.Empty, new ImportRules { RowsAreHashes = true }, session =>
        {
            foreach (var (line, row) in rows.Split(' ').Index())
            {
                session.Upsert(line + 1, Row(row[..1], row[1]));
            }
        });

        var entry = Entries(result).Single(candidate => candidate.EntryId == "a");
        Assert.That(entry, Has.Property(nameof(Entry.Md5)).Not.Null.And.Property(nameof(Entry.Sha256)).Not.Null);
        Assert.That(result.Counts.Added, Is.EqualTo(rows.Split(' ').Select(row => row[0]).Distinct().Count()));
    }

    [Test]
    public void RowsAreHashes_TwoHashesOfOneKind_AreAContradiction()
    {
        var result = Run(HashIndex.Empty, new ImportRules { RowsAreHashes = true, QuarantineShareMax = 1 }, session =>
        {
            session.Upsert(1, EntryOf("a"));
            session.Upsert(2, EntryOf("b"));
            session.Upsert(3, EntryOf("a", hash: "other"));
        });

        Assert.That(_quarantine.Single(), Has.Property(nameof(Reject.Reason)).EqualTo(RejectReason.Contradiction)
            .And.Property(nameof(Reject.Line)).EqualTo(3));
        Assert.That(result.Counts.Added, Is.EqualTo(2));
    }

    // A list is upserts and tombstones; what comes out, put on top of what was there, is what a dictionary would hold.
    [Test]
    public void Finish_AnyListOnAnySet_IsWhatADictionaryWouldHold() =>
        Gen.Select(EntryGenerator.Entry.Array[0, 30], Gen.Select(EntryGenerator.EntryOrVideo, Gen.Bool).Array[0, 30])
            .Sample((before, list) =>
        {
            var known = HashSetAssembler.BuildLookup([HashIndexes.Segment(before)]);
            var model = before.GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Last());
            var session = new ImportSession(
                known, new ListSettings(null, "s"), new ImportRules { QuarantineShareMax = 1, AllowsEmpty = true },
                NoHygiene, Now, _ =>
                    { });
            foreach (var (entry, isWithdrawn) in list)
            {
                if (isWithdrawn)
                {
                    session.Withdraw(1, entry.Key, at: null);
                    model.Remove(entry.Key);
                }
                else if (NoHygiene.Clean(entry) is { Refusal: null } clean)
                {
                    session.Upsert(1, entry with { UpdatedAt = null });
                    model[entry.Key] = clean.Entry;
                }
            }

            var result = Apply(known, session.Finish());

            return result.EntryCount == model.Count
                && model.Values.All(entry =>
                    result.Find(entry.Key) is >= 0 and var found && SaysTheSame(result.GetEntry(found), entry));
        });

    [TestCase(ImportMode.Delta)]
    [TestCase(ImportMode.Full)]
    public void Finish_EntryThatAPersonWithdrew_IsHeldBackUntilItIsAllowed(ImportMode mode)
    {
        Action<ImportSession> list = Upserting([EntryOf("a"), EntryOf("b")]);
        var known = IndexOf(EntryOf("b") with { AddedAt = Then, UpdatedAt = Then });
        var held = new[] { EntryOf("a").Key };

        var without = Run(known, new ImportRules { Mode = mode }, list, held: held);
        var with = Run(
            known, new ImportRules { Mode = mode, AllowsWithdrawn = true, AllowsGrowth = true }, list, held: held);

        Assert.That((without.Counts.Added, without.Counts.Held, without.TakenAgain.Length), Is.EqualTo((0, 1, 0)));
        Assert.That((with.Counts.Added, with.Counts.Held), Is.EqualTo((1, 0)));
        Assert.That(with.TakenAgain, Is.EqualTo(held));
    }

    private static bool SaysTheSame(Entry one, Entry other) =>
        HashSetDiff.IsSame(one with { AddedAt = null, UpdatedAt = null },
            other with { AddedAt = null, UpdatedAt = null });

    private ImportResult Run(
        HashIndex known, ImportRules rules, Action<ImportSession> read, DateTimeOffset? now = null,
        params EntryKey[] held)
    {
        var session = new ImportSession(
            known, new ListSettings("csam", "ncmec"), rules, NoHygiene, now ?? Now, _quarantine.Add)
        { Held = [.. held] };
        read(session);
        return session.Finish();
    }

    private static Action<ImportSession> Upserting(Entry[] entries) => session =>
        Array.ForEach([.. entries.Index()], row => session.Upsert(row.Index + 1, row.Item));

    private static Entry[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => EntryOf($"e{i}"))];

    private static Entry EntryOf(string id, string? hash = null) => HashIndexes.Entry(id, hash ?? id);

    private static Entry Row(string id, char kind) => kind == '1'
        ? HashText.Meanings(new string(id[0], 32))[0].ApplyTo(new Entry("csam", id, "ncmec"))
        : HashText.Meanings("sha256:" + new string(id[0], 64))[0].ApplyTo(new Entry("csam", id, "ncmec"));

    private static HashIndex IndexOf(params Entry[] entries) => HashIndex.Build([HashIndexes.Segment(entries)]);

    private static HashIndex Apply(HashIndex known, ImportResult result) =>
        result.Segment is { } segment ? known.WithDelta(segment) : known;

    private static IEnumerable<Entry> Entries(ImportResult result) =>
        result.Segment is { } segment ? Enumerable.Range(0, segment.EntryCount).Select(segment.GetEntry) : [];
}
