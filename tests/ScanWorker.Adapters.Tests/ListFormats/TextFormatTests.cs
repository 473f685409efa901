using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.Tests.ListFormats;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class TextFormatTests
{
    [Test]
    public void Read_Sample_HasEachKind()
    {
        var entries = ListReading.Read(new TextFormat(), ListSamples.Text).Upserts.Select(upsert => upsert.Entry)
            .ToList();

        Assert.That(entries, Has.Count.EqualTo(5));
        Assert.That(entries[0].Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
        Assert.That(entries[1].Sha1?.ToString(), Is.EqualTo(ListSamples.Sha1));
        Assert.That(entries[2].Pdq?.ToString(), Is.EqualTo(ListSamples.Pdq));
        Assert.That(entries[3].Sha256?.ToString(), Is.EqualTo(ListSamples.Sha256));
        Assert.That(entries[4].Sha512?.ToString(), Is.EqualTo(ListSamples.Sha512));
    }

    [TestCase(ListSamples.Pdq, RejectReason.UnknownHashType)]
    [TestCase("abc", RejectReason.BadHash)]
    [TestCase("sha384 " + ListSamples.Pdq, RejectReason.UnknownHashType)]
    [TestCase("md5 " + ListSamples.Pdq, RejectReason.BadHash)]
    [TestCase("pdq", RejectReason.BadHash)]
    [TestCase(ListSamples.Md5 + "  " + ListSamples.Sha1, RejectReason.UnknownHashType)]
    [TestCase(ListSamples.Md5 + " *" + ListSamples.Sha256, RejectReason.UnknownHashType)]
    public void Read_LineThatCannotBeTaken_IsRejectedWithNumberAndReason(string line, RejectReason reason)
    {
        var sink = ListReading.Read(new TextFormat(), $"{ListSamples.Md5}\r\n{line}\r\n{ListSamples.Sha1}");

        Assert.That(sink.Rejects.Single(), Is.EqualTo(new Reject(2, reason, line)));
        Assert.That(sink.Upserts, Has.Count.EqualTo(2));
    }

    [TestCase("a.jpg")]
    [TestCase(ListSamples.Sha1 + ".jpg")]
    [TestCase(ListSamples.Md5)]
    public void Read_HashAndFileName_TakesTheHash(string name)
    {
        var sink = ListReading.Read(new TextFormat(), $"{ListSamples.Md5}  {name}\n");

        Assert.That(sink.Upserts.Single().Entry.Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
    }

    [Test]
    public void Read_TypeTold_Takes64Digits()
    {
        var settings = ListReading.Settings with { DefaultType = HashType.Sha256 };

        var sink = ListReading.Read(new TextFormat(), ListSamples.Sha256, settings);

        Assert.That(sink.Upserts.Single().Entry.Sha256?.ToString(), Is.EqualTo(ListSamples.Sha256));
    }

    [Test]
    public void Read_EndlessLine_IsRefusedAsAWhole() => Assert.That(
        () => ListReading.Read(new TextFormat(), new string('a', 3 << 20)), Throws.TypeOf<InvalidDataException>());
}
