using CsCheck;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Transparency;

namespace ScanWorker.Replay.Tests.Transparency;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class VerdictTallyTests
{
    private static readonly Gen<Decided[]> Uploads =
        Gen.Select(Gen.Int[0, 99], Gen.Enum<PolicyAction>().Array[1, 4])
            .Array[0, 20].Select(all => all.Select(
                (one, number) => new Decided(number, one.Item1, one.Item2)).ToArray());

    private static readonly ReportPeriod Always = new(null, null);

    [Test]
    public void Add_UploadsDecidedAnyNumberOfTimes_CountOnceByTheirLastWord() =>
        Gen.Select(Uploads, Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int).Sample((uploads, since, until, seed) =>
        {
            var period = new ReportPeriod(
                DateTimeOffset.UnixEpoch.AddHours(since), DateTimeOffset.UnixEpoch.AddHours(until));
            var records = uploads.SelectMany(upload => upload.Records()).ToArray();
            new Random(seed).Shuffle(records); // Partitions lie beside each other in any order.

            var counts = Decided.Count(records, period);

            var inside = uploads.Where(upload => upload.Hour >= since && upload.Hour < until).ToList();
            var anew = inside.Where(upload => upload.Actions.Count > 1).ToList();
            Assert.That(counts.Uploads, Is.EqualTo(inside.Count));
            Assert.That(
                counts.Outcomes.Select(pair => (pair.Key.Action, pair.Value)),
                Is.EquivalentTo(inside.GroupBy(upload => upload.Actions[^1])
                    .Select(group => (group.Key, (long)group.Count()))));
            Assert.That(counts.DecidedAnew, Is.EqualTo(anew.Count));
            Assert.That(counts.LateFinds, Is.EqualTo(anew.Count(upload =>
                upload.Actions[^1] == PolicyAction.Block && upload.Actions[0] != PolicyAction.Block)));
            Assert.That(counts.Reversals, Is.EqualTo(anew.Count(upload =>
                upload.Actions[^1] != PolicyAction.Block && upload.Actions.Contains(PolicyAction.Block))));
            Assert.That(counts.Waits.Total, Is.EqualTo(inside.Count), "Times are those of first verdicts.");
        });

    [Test]
    public void Sections_OfAnyCounts_SumUpToTheUploads() => Uploads.Sample(uploads =>
    {
        var counts = Decided.Count([.. uploads.SelectMany(upload => upload.Records())], Always);

        var sections = ReportSections.Of(counts).ToDictionary(section => section.Id);
        foreach (var id in (string[])["outcomes", "surfaces", "days"])
        {
            Assert.That(sections[id].Rows.Sum(row => row.Value), Is.EqualTo(uploads.Length), id);
        }

        var byVerdict = sections["outcomes"].Rows.ToLookup(row => row.Cells[0], row => row.Value);
        Assert.That(sections["matches"].Rows.Sum(row => row.Value), Is.EqualTo(byVerdict["match"].Sum()));
        Assert.That(sections["unscannable"].Rows.Sum(row => row.Value), Is.EqualTo(byVerdict["unscannable"].Sum()));
        Assert.That(sections["not-scanned"].Rows.Sum(row => row.Value), Is.EqualTo(byVerdict["not-scanned"].Sum()));
    });

    [Test]
    public void Reports_OfUploadsFullOfSecrets_HoldNone() => Uploads.Sample(uploads =>
    {
        var counts = Decided.Count([.. uploads.SelectMany(upload => upload.Records())], Always);

        var report = new TransparencyReport(Always, counts);

        foreach (var form in (string[])
            [ReportFiles.Csv(report), .. ReportFiles.JsonLines(report), ReportPage.Render(report), report.Headline])
        {
            Assert.That(form, Does.Not.Contain("SECRET").IgnoreCase);
        }
    });

    [Test]
    public void Add_LateVerdictThatCameAfterTheFirstReading_IsLeftToTheNextReport()
    {
        var records = new Decided(1, 0, [PolicyAction.Allow, PolicyAction.Block]).Records().ToArray();
        var tally = new VerdictTally(new ScanWorker.Replay.Decisions.SupersededVerdicts(), Always);

        foreach (var record in records)
        {
            tally.Add(CountedVerdict.Of(record, ScanWorker.Replay.Diff.OutcomeReader.ReadVerdict(record.Record)
                ?? throw new AssertionException("Not a verdict."))
                    ?? throw new AssertionException("A verdict without id."));
        }

        Assert.That(tally.Conclude().Outcomes.Keys.Select(key => key.Action), Is.EqualTo(new[] { PolicyAction.Allow }));
    }

    [Test]
    public void Of_ReasonThatIsNoCode_IsOther()
    {
        var record = new Decided(1, 0, [PolicyAction.Review]).Records().Single();
        var verdict = PastVerdicts.Unknown(1) with { Verdict = VerdictKind.Unscannable, Reason = "file /home/ann" };

        Assert.That(CountedVerdict.Of(record, verdict)?.Reason, Is.EqualTo("other"));
    }
}
