using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.Tests.ListFormats;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class NcmecFormatTests
{
    [Test]
    public void Read_Sample_HasHashesFeedbackTombstonesAndSkips()
    {
        var sink = ListReading.Read(new NcmecFormat(), ListSamples.Ncmec);

        var entry = sink.Entry("42-image1");
        Assert.That(entry.Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
        Assert.That(entry.Sha1?.ToString(), Is.EqualTo(ListSamples.Sha1));
        Assert.That(entry.Pdq?.ToString(), Is.EqualTo(ListSamples.Pdq));
        Assert.That((entry.Classification, entry.Member), Is.EqualTo(("A1", "42")));
        Assert.That((entry.PositiveOpinions, entry.NegativeOpinions), Is.EqualTo((2, 1)));
        Assert.That(entry.Labels, Is.EqualTo(new[] { "denied:Not a match" }));
        Assert.That(entry.UpdatedAt, Is.EqualTo(new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero)));
        Assert.That(sink.Entry("42-video1").Md5, Is.Not.Null);
        Assert.That(sink.Withdrawals.Single().Key, Is.EqualTo(new EntryKey("csam", "list", "42-image3")));
        Assert.That(sink.Skips, Is.EqualTo(1));
    }

    [TestCase("<image><member id=\"1\"/></image>", RejectReason.Malformed)]
    [TestCase("<image><id>a</id></image>", RejectReason.Malformed)]
    [TestCase("<image/>", RejectReason.Malformed)]
    [TestCase("<image><member id=\"1\"/><id>a</id><md5>xyz</md5></image>", RejectReason.BadHash)]
    [TestCase(
        "<image><member id=\"1\"/><id>a</id><fingerprints><md5>" + ListSamples.Md5 + "</md5>"
        + "<md5>00000000000000000000000000000001</md5></fingerprints></image>",
        RejectReason.Contradiction)]
    [TestCase(
        "<deletedImage><member id=\"1\"/><id>a</id><timestamp>soon</timestamp></deletedImage>", RejectReason.BadValue)]
    [TestCase("<image><member id=\"1\"/><id>a</id><timestamp>soon</timestamp></image>", RejectReason.BadValue)]
    public void Read_RecordThatCannotBeTaken_IsRejectedAndTheNextOneIsRead(string record, RejectReason reason)
    {
        var good = $"<image><member id=\"1\"/><id>b</id><md5>{ListSamples.Md5}</md5></image>";

        var sink = ListReading.Read(new NcmecFormat(), $"<queryResult><images>{record}{good}</images></queryResult>");

        Assert.That((sink.Rejects.Single().Line, sink.Rejects.Single().Reason), Is.EqualTo((1, reason)));
        Assert.That(sink.Upserts.Single().Entry.EntryId, Is.EqualTo("1-b"));
    }

    [Test]
    public void Read_DocumentTypeWithEntities_IsRefusedAsAWhole() => Assert.That(
        () => ListReading.Read(
            new NcmecFormat(),
            """<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><queryResult><id>&b;</id></queryResult>"""),
        Throws.TypeOf<InvalidDataException>());
}
