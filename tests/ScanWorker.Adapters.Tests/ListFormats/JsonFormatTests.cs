using System.Text;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.Tests.ListFormats;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class JsonFormatTests
{
    [Test]
    public void ThreatExchange_Sample_HasOpinionsTombstonesAndSkips()
    {
        var sink = ListReading.Read(new ThreatExchangeFormat(), ListSamples.ThreatExchange);

        var entry = sink.Entry("2862392437204724");
        Assert.That(entry.Pdq?.ToString(), Is.EqualTo(ListSamples.Pdq));
        Assert.That((entry.PositiveOpinions, entry.NegativeOpinions, entry.Member), Is.EqualTo((1, 2, "616")));
        Assert.That(entry.Labels, Is.EqualTo(new[] { "false_positive", "media_type_photo" }));
        Assert.That(entry.AddedAt, Is.EqualTo(new DateTimeOffset(2020, 7, 31, 18, 47, 45, TimeSpan.Zero)));
        Assert.That(entry.UpdatedAt, Is.EqualTo(DateTimeOffset.FromUnixTimeSeconds(1600125797)));
        Assert.That(sink.Withdrawals.Select(withdrawal => withdrawal.Key.EntryId), Is.EqualTo(new[] { "2", "3" }));
        Assert.That(sink.Skips, Is.EqualTo(1));
    }

    [Test]
    public void StopNcii_Sample_HasFeedbackTombstonesAndSkips()
    {
        var sink = ListReading.Read(new StopNciiFormat(), ListSamples.StopNcii);

        var image = sink.Upserts[0].Entry;
        Assert.That(image.Pdq?.ToString(), Is.EqualTo(ListSamples.Pdq));
        Assert.That((image.PositiveOpinions, image.NegativeOpinions, image.IsDisputed), Is.EqualTo((2, 1, true)));
        Assert.That(image.Labels, Is.EqualTo(new[] { "nude" }));
        Assert.That(sink.Upserts[1].Entry.Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
        Assert.That(sink.Withdrawals, Has.Count.EqualTo(1));
        Assert.That(sink.Skips, Is.EqualTo(1));
    }

    [Test]
    public void StopNcii_HashWithdrawnLater_IsTheSameEntry()
    {
        var active = ListReading.Read(new StopNciiFormat(), ListSamples.StopNcii);
        var later = ListReading.Read(new StopNciiFormat(),
            ListSamples.StopNcii.Replace("Active", "Deleted", StringComparison.Ordinal));

        Assert.That(later.Upserts, Is.Empty);
        Assert.That(later.Withdrawals.Select(withdrawal => withdrawal.Key),
            Is.SupersetOf(active.Upserts.Select(upsert => upsert.Entry.Key)));
    }

    [Test]
    public void Tcap_Sample_HasTombstonesAndSkips()
    {
        var sink = ListReading.Read(new TcapFormat(), ListSamples.Tcap);

        Assert.That(sink.Entry("1").Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
        Assert.That(sink.Entry("1").Classification, Is.EqualTo("islamist"));
        Assert.That(sink.Entry("3").Sha512?.ToString(), Is.EqualTo(ListSamples.Sha512));
        Assert.That(sink.Withdrawals.Single().Key.EntryId, Is.EqualTo("2"));
        Assert.That(sink.Skips, Is.EqualTo(1));
    }

    [Test]
    public void Vics_Sample_TakesTheWorstCategoriesOnly()
    {
        var sink = ListReading.Read(new VicsFormat(), ListSamples.Vics);

        Assert.That(sink.Upserts, Has.Count.EqualTo(2));
        Assert.That(sink.Skips, Is.EqualTo(1));
        var first = sink.Upserts[0].Entry;
        Assert.That(first.Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
        Assert.That(first.Sha1?.ToString(), Is.EqualTo(ListSamples.Sha1));
        Assert.That(first.Classification, Is.EqualTo("vics-1"));
        Assert.That(first.Labels,
            Is.EqualTo(new[] { "IsDistributed", "IsPrecategorized", "series:Example", "one", "two" }));
        Assert.That(sink.Upserts[1].Entry.Labels, Is.EqualTo(new[] { "three" }));
    }

    [Test]
    public void Vics_CategoriesTold_AreTaken()
    {
        var sink = ListReading.Read(new VicsFormat(), ListSamples.Vics,
            ListReading.Settings with { Categories = ["0"] });

        Assert.That(sink.Upserts.Single().Entry.Classification, Is.EqualTo("vics-0"));
    }

    [Test]
    public void Vics_CaseExport_TakesTheMediaInsideOfCases()
    {
        const string list = """
            {"@odata.context":"x","value":[{"CaseID":"1","MD5":"92EB5FFEE6AE2FEC3AD71C777531578F","Category":1,"Media":[
              {"MediaID":1,"Category":1,"MD5":"0CC175B9C0F1B6A831C399E269772661"},
              {"MediaID":2,"Category":2,"MD5":"4A8A08F09D37B73795649038408B5F33"}],"After":{"Category":1}}]}
            """;

        var sink = ListReading.Read(new VicsFormat(), list);

        Assert.That(sink.Upserts.Select(upsert => upsert.Entry.Md5?.ToString()), Is.EqualTo(
            new[] { ListSamples.Md5, "4a8a08f09d37b73795649038408b5f33" }));
    }

    [Test]
    public void Read_SeveralPagesOneAfterTheOther_TakesAll()
    {
        var sink = ListReading.Read(new StopNciiFormat(), ListSamples.StopNcii + "\n" + ListSamples.StopNcii);

        Assert.That(sink.Upserts, Has.Count.EqualTo(4));
    }

    [TestCase("""{"hashRecords":[{"signalType":"ImagePDQ","hashValue":"zz"}]}""", RejectReason.BadHash)]
    [TestCase("""{"hashRecords":[{"signalType":"ImagePDQ"}]}""", RejectReason.Malformed)]
    [TestCase("""{"hashRecords":[{"signalType":["ImagePDQ"],"hashValue":{}}]}""", RejectReason.Malformed)]
    public void Read_RecordThatCannotBeTaken_IsRejectedWithItsNumber(string list, RejectReason reason)
    {
        var sink = ListReading.Read(new StopNciiFormat(), list);

        Assert.That((sink.Rejects.Single().Line, sink.Rejects.Single().Reason), Is.EqualTo((1, reason)));
    }

    [Test]
    public void Read_RecordLargerThanTheBuffer_IsTaken()
    {
        var list = ListSamples.Tcap.Replace("islamist", new string('x', 1 << 20), StringComparison.Ordinal);
        var sink = new RecordingSink();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(list));

        new TcapFormat().Read(stream, ListReading.Settings, sink);

        Assert.That(sink.Entry("1").Classification, Has.Length.EqualTo(1 << 20));
    }

    [Test]
    public void JsonLines_Sample_NamesItsOwnBankAndSource()
    {
        var sink = ListReading.Read(new JsonLinesFormat(), ListSamples.JsonLines, new ListSettings(null, ""));

        Assert.That(sink.Entry("1").Key, Is.EqualTo(new EntryKey("csam", "ncmec", "1")));
        Assert.That(sink.Withdrawals.Single(), Is.EqualTo((2L, new EntryKey("csam", "ncmec", "2"))));
    }

    [TestCase("""{"bank":"b"}""", RejectReason.Malformed)]
    [TestCase("""{"bank":"b","source":"s","entryId":"e"}""", RejectReason.NoHash)]
    public void JsonLines_LineThatCannotBeTaken_IsRejectedWithItsLine(string line, RejectReason reason)
    {
        var sink = ListReading.Read(new JsonLinesFormat(), "\n" + line + "\n" + ListSamples.JsonLines);

        Assert.That((sink.Rejects.Single().Line, sink.Rejects.Single().Reason), Is.EqualTo((2, reason)));
        Assert.That(sink.Upserts, Has.Count.EqualTo(1));
    }
}
