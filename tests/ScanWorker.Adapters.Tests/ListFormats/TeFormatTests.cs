using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.Tests.ListFormats;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class TeFormatTests
{
    private static readonly ListSettings OfPdq = ListReading.Settings with { DefaultType = HashType.Pdq };

    [Test]
    public void Read_BothWritersColumns_HaveIdTimeAndTags()
    {
        var sink = ListReading.Read(new TeFormat(), ListSamples.Te, OfPdq);

        var (first, second) = (sink.Entry("1001"), sink.Entry("7"));
        Assert.That(first.Pdq?.ToString(), Is.EqualTo(ListSamples.Pdq));
        Assert.That(first.Labels, Is.EqualTo(new[] { "tag1", "tag2" }));
        Assert.That(first.AddedAt, Is.EqualTo(new DateTimeOffset(2020, 7, 31, 18, 47, 45, TimeSpan.Zero)));
        Assert.That(second.Labels, Is.EqualTo(new[] { "tag1" }));
        Assert.That(second.AddedAt, Is.EqualTo(first.AddedAt));
    }

    [TestCase("simple.HASH_PDQ.te", HashType.Pdq)]
    [TestCase("simple.md5.te", HashType.Md5)]
    [TestCase("simple.te", null)]
    [TestCase("simple.uri.te", null)]
    public void TypeInName_OfAFile_IsItsMiddle(string fileName, HashType? expected) =>
        Assert.That(TeFormat.TypeInName(fileName), Is.EqualTo(expected));

    [Test]
    public void Read_TypeNotTold_IsRefusedAsAWhole() => Assert.That(
        () => ListReading.Read(new TeFormat(), ListSamples.Te), Throws.TypeOf<InvalidDataException>());

    [TestCase("xyz,1,2020-07-31T18:47:45+0000,", RejectReason.BadHash)]
    [TestCase(ListSamples.Pdq + ",,2020-07-31T18:47:45+0000,", RejectReason.Malformed)]
    [TestCase(ListSamples.Pdq + ",1,soon,", RejectReason.BadValue)]
    [TestCase(ListSamples.Pdq + ",1", RejectReason.Malformed)]
    public void Read_RowThatCannotBeTaken_IsRejectedWithItsLine(string row, RejectReason reason)
    {
        var sink = ListReading.Read(new TeFormat(), row + "\n" + ListSamples.Te, OfPdq);

        Assert.That((sink.Rejects.Single().Line, sink.Rejects.Single().Reason), Is.EqualTo((1, reason)));
        Assert.That(sink.Upserts, Has.Count.EqualTo(2));
    }
}
