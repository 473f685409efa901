using System.Collections.Immutable;
using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Tests.Index;

namespace ScanWorker.Matching.Tests.Import;

/// <summary>Which of several rows of an entry counts: lists, and the pages of one, are not in order of time.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ImportOrderTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly Entry Known = HashIndexes.Entry("a", "known");
    private readonly List<Reject> _quarantine = [];

    // Rows at different times: an entry with one of three hashes, or a tombstone.
    private static Gen<(int Hash, DateTimeOffset At)[]> TimedRows =>
        Gen.Int[-1, 2].Array[1, 6].Select(hashes =>
            hashes.Select((hash, day) => (hash, Then.AddDays(day))).ToArray());

    [Test]
    public void Finish_TimedRowsInAnyOrder_SayTheSame(
        [Values] bool rowsAreHashes) =>
        Gen.Select(TimedRows, Gen.Int[0, 1000]).Sample((rows, seed) =>
        {
            var inOrder = Describe(rows, rowsAreHashes);
            var shuffled = Describe(
                [.. rows.OrderBy(row => row.At.Day * (seed + 1) % 97)], rowsAreHashes);
            return inOrder == shuffled;
        });

    [Test]
    public void Finish_TombstoneAndAnOlderEntryBelowIt_Withdraws([Values] bool rowsAreHashes)
    {
        var result = Run(rowsAreHashes, session =>
        {
            session.Withdraw(1, Known.Key, Then.AddDays(10));
            session.Upsert(2, Known with { UpdatedAt = Then });
        });

        Assert.That((result.Counts.Withdrawn, result.Counts.Changed), Is.EqualTo((1, 0)));
        Assert.That(result.Counts.Repeated, Is.EqualTo(1));
    }

    [Test]
    public void Finish_EntryAndAnOlderTombstoneBelowIt_StaysWithItsHash([Values] bool rowsAreHashes)
    {
        var result = Run(rowsAreHashes, session =>
        {
            session.Upsert(1, Row("new") with { UpdatedAt = Then.AddDays(10) });
            session.Withdraw(2, Known.Key, Then);
        });

        Assert.That((result.Counts.Changed, result.Counts.Withdrawn), Is.EqualTo((1, 0)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Finish_OlderRowWithAnotherHashBelowTheNewer_NewerCountsAndNothingIsContradicted(bool rowsAreHashes)
    {
        var result = Run(rowsAreHashes, session =>
        {
            session.Upsert(1, Row("new") with { UpdatedAt = Then.AddDays(10) });
            session.Upsert(2, Row("old") with { UpdatedAt = Then });
        });

        Assert.That(Single(result).Sha256, Is.EqualTo(Row("new").Sha256));
        Assert.That(_quarantine, Is.Empty);
    }

    [TestCase(null, null)]
    [TestCase(0, 0)]
    [TestCase(null, 0)]
    [TestCase(0, null)]
    public void Finish_TimesThatDoNotTell_OrderOfTheListCounts(int? firstDay, int? secondDay)
    {
        var gone = Run(rowsAreHashes: false, session =>
        {
            session.Upsert(1, Row("new") with { UpdatedAt = At(firstDay) });
            session.Withdraw(2, Known.Key, At(secondDay));
        });
        var again = Run(rowsAreHashes: false, session =>
        {
            session.Withdraw(1, Known.Key, At(firstDay));
            session.Upsert(2, Row("new") with { UpdatedAt = At(secondDay) });
        });

        Assert.That(gone.Counts.Withdrawn, Is.EqualTo(1));
        Assert.That(again.Counts.Changed, Is.EqualTo(1));
    }

    [TestCase(false, "first")]
    [TestCase(true, "second")]
    public void Finish_Contradiction_TellsTheRowThatIsNotTaken(bool rowsAreHashes, string lost)
    {
        var result = Run(rowsAreHashes, session =>
        {
            session.Upsert(1, Row("first"));
            session.Upsert(2, Row("second"));
        });

        var told = _quarantine.Single();
        Assert.That((told.Line, told.Reason), Is.EqualTo((lost == "first" ? 1 : 2, RejectReason.Contradiction)));
        Assert.That(told.Text, Does.Contain($"{Row(lost).Sha256}"));
        Assert.That(Single(result).Sha256, Is.Not.EqualTo(Row(lost).Sha256).And.Not.Null);
    }

    [Test]
    public void Finish_RowsOfAnEntryFarApart_LatestCounts()
    {
        var result = Run(rowsAreHashes: true, session =>
        {
            session.Upsert(1, Row("new") with { UpdatedAt = Then.AddDays(10) });
            session.Upsert(2, HashIndexes.Entry("b", "between"));
            session.Withdraw(3, Known.Key, Then);
            session.Upsert(4, Row("old") with { UpdatedAt = Then.AddDays(5) });
        });

        Assert.That((result.Counts.Changed, result.Counts.Withdrawn), Is.EqualTo((1, 0)));
        Assert.That(_quarantine, Is.Empty);
    }

    private string Describe((int Hash, DateTimeOffset At)[] rows, bool rowsAreHashes)
    {
        var result = Run(rowsAreHashes, session =>
        {
            foreach (var (line, (hash, at)) in rows.Index())
            {
                if (hash < 0)
                {
                    session.Withdraw(line + 1, Known.Key, at);
                }
                else
                {
                    session.Upsert(line + 1, Row($"hash {hash}") with { AddedAt = Then, UpdatedAt = at });
                }
            }
        });
        var entry = result.Segment is { EntryCount: > 0 } ? EntryJson.ToLine(Single(result)) : "none";
        var counts = result.Counts with { Quarantined = ImmutableSortedDictionary<RejectReason, long>.Empty };
        return $"{entry} {counts} {result.Counts.QuarantinedTotal}";
    }

    private ImportResult Run(bool rowsAreHashes, Action<ImportSession> read)
    {
        var quarantine = new List<Reject>();
        var session = new ImportSession(
            HashSetAssembler.BuildLookup([HashIndexes.Segment([Known])]),
            new ListSettings("csam", "ncmec"),
            new ImportRules { RowsAreHashes = rowsAreHashes, QuarantineShareMax = 1 },
            new EntryHygiene([], 0),
            Then.AddYears(1),
            quarantine.Add);
        read(session);
        var result = session.Finish();
        lock (_quarantine)
        {
            _quarantine.AddRange(quarantine);
        }

        return result;
    }

    private static Entry Single(ImportResult result) =>
        result.Segment is { } segment
            ? Enumerable.Range(0, segment.EntryCount).Select(segment.GetEntry).Single(entry => entry.EntryId == "a")
            : Known;

    private static Entry Row(string hash) => HashIndexes.Entry("a", hash);

    private static DateTimeOffset? At(int? day) => day is { } number ? Then.AddDays(number) : null;
}
