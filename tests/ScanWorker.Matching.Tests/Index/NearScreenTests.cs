using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NearScreenTests
{
    private const int Enough = 400;

    private static readonly Hash256[] Queries = EntryGenerator.ClusteredHash.Array[Enough].Single();

    [TestCase(31, 5, true)]
    [TestCase(0, 31, true)]
    [TestCase(-1, 12, true)]
    [TestCase(32, 12, false, Description = "a bank's radius is beyond the tables")]
    [TestCase(200, -1, false)]
    public void IsAnyNear_AnyRadii_SaysWhatTheIndexFinds(int first, int second, bool wantsTables)
    {
        var index = IndexOf(Enough);
        var screen = new NearScreen(index, [first, second]);

        AssertAsTheIndex(screen, index, [first, second]); // By the index's own tables, then by faster ones.
        Assert.That(screen.HasTables, Is.EqualTo(wantsTables));
        AssertAsTheIndex(screen, index, [first, second]);
    }

    [Test]
    public void IsAnyNear_EntriesWithdrawnSince_AreNotFound()
    {
        var all = IndexOf(Enough);
        var withdrawals = new ScanWorker.Matching.Segments.SegmentBuilder();
        for (var entry = 0; entry < Enough; entry += 3)
        {
            withdrawals.Withdraw(KeyOf(entry));
        }

        var index = all.WithDelta(withdrawals.Build());
        var screen = new NearScreen(index, [4, 4]);

        AssertAsTheIndex(screen, index, [4, 4]);
        Assert.That(screen.HasTables, Is.True);
        AssertAsTheIndex(screen, index, [4, 4]);
    }

    [TestCase(Enough, 0L)]
    [TestCase(3, null)]
    public void IsAnyNear_NoMemoryOrFewEntries_GoesOnWithoutTables(int entries, long? bytesMax)
    {
        var index = IndexOf(entries);
        var screen = new NearScreen(index, [31, 31], bytesMax);

        AssertAsTheIndex(screen, index, [31, 31]);

        Assert.That(screen.HasTables, Is.False);
    }

    [Test]
    public void IsAnyNear_ManyThreads_MakeTheTablesOnce()
    {
        var index = IndexOf(Enough);
        var screen = new NearScreen(index, [9, 9]);

        _ = Parallel.For(0, 8, _ => AssertAsTheIndex(screen, index, [9, 9]));

        Assert.That(screen.HasTables, Is.True);
    }

    [Test]
    public void IsAnyNear_EntriesWithDigestsAlone_AreNearNothing()
    {
        var index = HashIndex.Build(Enumerable.Range(0, Enough).Select(entry =>
            new Entry("a", $"{entry}", "list") { Sha256 = Queries[entry] }));
        var screen = new NearScreen(index, [31]);

        AssertAsTheIndex(screen, index, [31]);
        Assert.That(screen.HasTables, Is.True);
        AssertAsTheIndex(screen, index, [31]);
    }

    [Test]
    public void NearScreen_NotARadiusForEachBank_IsRefused() =>
        Assert.That(() => new NearScreen(IndexOf(3), [31]), Throws.ArgumentException);

    private static void AssertAsTheIndex(NearScreen screen, HashIndex index, int[] radii)
    {
        foreach (var query in Queries)
        {
            Assert.That(screen.IsAnyNear([query]), Is.EqualTo(index.FindNear([query], radii, [], 0) > 0));
        }
    }

    private static EntryKey KeyOf(int entry) => new(entry % 2 == 0 ? "a" : "b", "list", $"{entry}");

    private static HashIndex IndexOf(int entries)
    {
        var hashes = EntryGenerator.ClusteredHash.Array[entries].Single();
        return HashIndex.Build(hashes.Select((hash, entry) =>
            new Entry(KeyOf(entry).Bank, $"{entry}", "list") { Pdq = hash }));
    }
}
