using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Tests.Index;

namespace ScanWorker.Matching.Tests.Import;

/// <summary>When a list is refused as a whole.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ImportGuardsTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Then.AddDays(1);
    private static readonly ImportRules Full = new() { Mode = ImportMode.Full };

    [Test]
    public void Finish_NothingIsTakenOfAList_IsRefusedUnlessAllowed()
    {
        Assert.That(
            () => Run(HashIndex.Empty, new ImportRules(), session => session.Skip(1)),
            Throws.TypeOf<ImportRefusedException>().With.Message.Contains("none of them is taken"));
        Assert.That(
            () => Run(HashIndex.Empty, new ImportRules(), _ => { }),
            Throws.TypeOf<ImportRefusedException>().With.Message.Contains("The list is empty"));
        Assert.That(
            Run(HashIndex.Empty, new ImportRules { AllowsEmpty = true }, session => session.Skip(1)).Counts.Skipped,
            Is.EqualTo(1));
    }

    [Test]
    public void Finish_BankThatIsNotAmongThoseThatMayBeFed_IsRefused()
    {
        Assert.That(
            () => RunWith(["ncii"]), Throws.TypeOf<ImportRefusedException>().With.Message.Contains("names bank"));
        Assert.That(RunWith([EntryOf("a").Bank, "ncii"]).Counts.Added, Is.EqualTo(1));

        static ImportResult RunWith(string[] banks) => Run(
            HashIndex.Empty, new ImportRules { Banks = [.. banks] }, session => session.Upsert(1, EntryOf("a")));
    }

    [Test]
    public void Finish_LineThatIsNeitherRowNorTold_IsRefused()
    {
        Assert.That(
            () => Run(HashIndex.Empty, new ImportRules(), session =>
            {
                session.Upsert(2, EntryOf("a"));
                session.End(new ListLines(Total: 4, Header: 1, Blank: 1, Continued: 0));
            }),
            Throws.TypeOf<ImportRefusedException>().With.Message.Contains("2 should be rows, but 1 were read"));
    }

    // The line that cannot be read may be of the entry that seems to be gone.
    [Test]
    public void Finish_FullSnapshotWithAnUnreadableLine_WithdrawsNothingUnlessAllowed()
    {
        var known = IndexOf(Many(200));
        Action<ImportSession> list = session =>
        {
            Upserting(Many(199))(session);
            session.Reject(new Reject(200, RejectReason.BadHash, "x"));
        };

        Assert.That(
            () => Run(known, Full, list),
            Throws.TypeOf<ImportRefusedException>().With.Message.Contains("cannot be read, and may name them"));
        Assert.That(Run(known, Full with { AllowsShrink = true }, list).Counts.Withdrawn, Is.EqualTo(1));
    }

    // (entries before, tombstones): a fifth, or five
    [TestCase(100, 20, true)]
    [TestCase(100, 21, false)]
    [TestCase(100, 100, false)]
    [TestCase(10, 6, false)]
    [TestCase(10, 5, true)]
    [TestCase(5, 5, true)]
    [TestCase(1, 1, true)]
    public void Finish_DeltaWithdrawsMuch_IsRefusedUnlessAllowed(int before, int tombstones, bool isTaken)
    {
        var known = IndexOf(Many(before));
        Action<ImportSession> list = session =>
        {
            foreach (var (line, entry) in Many(tombstones).Index())
            {
                session.Withdraw(line + 1, entry.Key, null);
            }
        };

        if (!isTaken)
        {
            Assert.That(
                () => Run(known, new ImportRules(), list),
                Throws.TypeOf<ImportRefusedException>().With.Message.Contains(
                    $"The list of changes would withdraw {tombstones} of the {before} entries")
                    .And.Message.Contains("--allow-shrink"));
        }

        var rules = new ImportRules { AllowsShrink = !isTaken };
        Assert.That(Run(known, rules, list).Counts.Withdrawn, Is.EqualTo(tombstones));
    }

    [Test]
    public void Finish_DeltaAddsMuch_IsTaken() =>
        Assert.That(Run(IndexOf(Many(10)), new ImportRules(), Upserting(Many(100))).Counts.Added, Is.EqualTo(90));

    // (good lines, bad ones)
    [TestCase(20, 1, true)]
    [TestCase(20, 5, true)]
    [TestCase(20, 6, false)]
    [TestCase(2, 1, true)]
    [TestCase(1, 1, false)]
    [TestCase(0, 1, false)]
    public void Finish_AFewBadLines_AreQuarantinedOfADeltaAlone(int good, int bad, bool isTaken)
    {
        var rules = new ImportRules { DeltaQuarantineMin = 5, AllowsEmpty = true };
        Action<ImportSession> list = session =>
        {
            Upserting(Many(good))(session);
            foreach (var line in Enumerable.Range(good + 1, bad))
            {
                session.Reject(new Reject(line, RejectReason.BadHash, "x"));
            }
        };

        Assert.That(IsTaken(rules), Is.EqualTo(isTaken));
        Assert.That(IsTaken(rules with { Mode = ImportMode.Full }), Is.False);
        Assert.That(IsTaken(rules with { DeltaQuarantineMin = 0 }), Is.False);

        bool IsTaken(ImportRules how)
        {
            try
            {
                return Run(HashIndex.Empty, how, list).Counts.QuarantinedTotal == bad;
            }
            catch (ImportRefusedException refusal) when (refusal.Message.Contains("lines are quarantined"))
            {
                return false;
            }
        }
    }

    [Test]
    public void Upsert_SameIdWithAnotherHash_IsAContradictionUnlessItIsLater()
    {
        var first = EntryOf("a") with { UpdatedAt = Then };
        var second = EntryOf("a", hash: "other");
        var rules = new ImportRules { QuarantineShareMax = 1 };

        var same = Run(HashIndex.Empty, rules, Upserting([first, second with { UpdatedAt = Then }]));
        var later = Run(HashIndex.Empty, rules, Upserting([first, second with { UpdatedAt = Now }]));
        var repeated = Run(HashIndex.Empty, rules, Upserting([first, first]));

        Assert.That((same.Counts.QuarantinedTotal, same.Counts.Repeated), Is.EqualTo((1, 1)));
        Assert.That((later.Counts.QuarantinedTotal, later.Counts.Repeated), Is.EqualTo((0, 1)));
        Assert.That((repeated.Counts.QuarantinedTotal, repeated.Counts.Repeated), Is.EqualTo((0, 1)));
    }

    [TestCase(true, 5)]
    [TestCase(false, 0)]
    public void Finish_SnapshotThatNamesNothingOfASource_LeavesItAndTells(bool namesSources, int told)
    {
        var others = Many(5).Select(entry => entry with { Source = "b" });
        var known = IndexOf([.. Many(10), .. others, EntryOf("elsewhere") with { Bank = "other" }]);

        var result = Run(known, Full, session =>
        {
            session.Begin(new ListShape(namesSources));
            Upserting(Many(10))(session);
        });

        Assert.That(result.Segment, Is.Null);
        Assert.That(
            result.Counts.NotNamed,
            Is.EqualTo(told == 0 ? [] : new[] { new SourceEntries("csam", "b", told) }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void HoldBack_OfAList_IsTakenOverOnlyWhereAPersonImportsIt(bool takesHeldBack)
    {
        var (key, other) = (EntryOf("a").Key, new EntryKey("other", "s", "1"));

        var rules = new ImportRules { TakesHeldBack = takesHeldBack, QuarantineShareMax = 1 };
        var result = Run(IndexOf(EntryOf("a")), rules, session =>
        {
            session.HoldBack(1, key);
            session.HoldBack(2, other);
        });

        Assert.That(result.Counts.Withdrawn, Is.EqualTo(1));
        Assert.That(result.HeldBack, Is.EqualTo(takesHeldBack ? [key] : Array.Empty<EntryKey>()));
        Assert.That(result.Counts.TakenOver, Is.EqualTo(takesHeldBack ? 1 : 0));
    }

    [Test]
    public void HoldBack_OfAnEntryThatTheSameListBringsBackByLeave_IsNotTakenOver()
    {
        var rules = new ImportRules { TakesHeldBack = true, AllowsWithdrawn = true };
        var result = Run(HashIndex.Empty, rules, session =>
        {
            session.HoldBack(1, EntryOf("a").Key);
            session.Upsert(2, EntryOf("a"));
        });

        Assert.That((result.Counts.Added, result.Counts.TakenOver), Is.EqualTo((1, 0)));
        Assert.That(result.HeldBack, Is.Empty);
    }

    private static ImportResult Run(HashIndex known, ImportRules rules, Action<ImportSession> read)
    {
        var session = new ImportSession(
            known, new ListSettings("csam", "ncmec"), rules, new EntryHygiene([], 0), Now, _ => { });
        read(session);
        return session.Finish();
    }

    private static Action<ImportSession> Upserting(Entry[] entries) => session =>
    {
        foreach (var (line, entry) in entries.Index())
        {
            session.Upsert(line + 1, entry);
        }
    };

    private static Entry[] Many(int count) => [.. Enumerable.Range(0, count).Select(i => EntryOf($"e{i}"))];

    private static Entry EntryOf(string id, string? hash = null) => HashIndexes.Entry(id, hash ?? id);

    private static HashIndex IndexOf(params Entry[] entries) => HashIndex.Build([HashIndexes.Segment(entries)]);
}
