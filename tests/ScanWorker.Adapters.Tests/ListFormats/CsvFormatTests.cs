using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.Tests.ListFormats;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class CsvFormatTests
{
    [Test]
    public void Read_Sample_HasFactsAndEncodings()
    {
        var sink = ListReading.Read(new CsvFormat(), ListSamples.Csv);

        var first = sink.Upserts[0].Entry;
        Assert.That(first.Key, Is.EqualTo(new EntryKey("csam", "ncmec", "1")));
        Assert.That(first.Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
        Assert.That(first.Classification, Is.EqualTo("A1"));
        Assert.That(first.Labels, Is.EqualTo(new[] { "grid", "viral" }));
        Assert.That(first.AddedAt, Is.EqualTo(new DateTimeOffset(2024, 5, 1, 10, 0, 0, TimeSpan.Zero)));
        var third = sink.Upserts[2].Entry;
        Assert.That(third.Sha1, Is.Not.Null);
        Assert.That((third.Classification, third.IsDisputed), Is.EqualTo(("B2", true)));
        Assert.That(third.AddedAt, Is.EqualTo(first.AddedAt));
    }

    [TestCase(';')]
    [TestCase('\t')]
    [TestCase(',')]
    public void Read_AnySeparator_IsFound(char separator)
    {
        var list = $"id;md5;category\n7;{ListSamples.Md5};A1\n".Replace(';', separator);

        Assert.That(ListReading.Read(new CsvFormat(), list).Entry("7").Classification, Is.EqualTo("A1"));
    }

    [Test]
    public void Read_ColumnPerKindQuotedWithBlanks_IsOneEntryARow()
    {
        var sha1 = ListSamples.Sha1.ToUpperInvariant();
        var list = $""""
            "id","MD5","SHA-1","pdq","note"
            "a, ""b""", {ListSamples.Md5} ,"{sha1}",{ListSamples.Pdq},"a ""note"", quoted"
            """";

        var entry = ListReading.Read(new CsvFormat(), list).Upserts.Single().Entry;

        Assert.That(entry.EntryId, Is.EqualTo("a, \"b\""));
        Assert.That(entry.Note, Is.EqualTo("a \"note\", quoted"));
        Assert.That(entry.Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
        Assert.That(entry.Sha1?.ToString(), Is.EqualTo(ListSamples.Sha1));
        Assert.That(entry.Pdq?.ToString(), Is.EqualTo(ListSamples.Pdq));
    }

    [TestCase(ListSamples.Md5, true)]
    [TestCase("00000000000000000000000000000001", false)]
    public void Read_TwoHashesOfOneKindInARow_AreTakenIfTheyAreEqual(string other, bool isTaken)
    {
        var sink = ListReading.Read(
            new CsvFormat(), $"id,md5,hash_type,hash\n7,{ListSamples.Md5},md5,{other}\n8,{ListSamples.Md5},,\n");

        Assert.That(
            sink.Rejects.Select(reject => reject.Reason),
            Is.EqualTo(isTaken ? [] : new[] { RejectReason.Contradiction }));
        Assert.That(sink.Upserts, Has.Count.EqualTo(isTaken ? 2 : 1));
    }

    [TestCase("is_deleted", "true")]
    [TestCase("IsDeleted", "1")]
    [TestCase("Retracted", "yes")]
    [TestCase("removed", "removed")]
    public void Read_ColumnThatSaysThatEntriesAreGone_IsATombstone(string column, string value)
    {
        var sink = ListReading.Read(
            new CsvFormat(), $"id,md5,{column}\n7,{ListSamples.Md5},{value}\n8,{ListSamples.Md5},\n");

        Assert.That(sink.Withdrawals.Single().Key.EntryId, Is.EqualTo("7"));
        Assert.That(sink.Upserts.Single().Entry.EntryId, Is.EqualTo("8"));
    }

    [TestCase("active")]
    [TestCase("Is Active")]
    [TestCase("deletedAt")]
    [TestCase("record-status")]
    [TestCase("expires_on")]
    public void Read_ColumnThatMaySayThatEntriesAreGone_IsRefusedUntilItIsMapped(string column)
    {
        var list = $"id,md5,{column}\n7,{ListSamples.Md5},true\n";
        ListSettings Mapped(string ours) => ListReading.Settings with
        {
            Columns = ListReading.Settings.Columns.Add(column.Replace(' ', '_'), ours),
        };

        Assert.That(
            () => ListReading.Read(new CsvFormat(), list),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains($"'{column}' may say"));
        Assert.That(ListReading.Read(new CsvFormat(), list, Mapped("ignored")).Upserts, Has.Count.EqualTo(1));
        Assert.That(ListReading.Read(new CsvFormat(), list, Mapped("status")).Withdrawals, Has.Count.EqualTo(1));
    }

    [Test]
    public void Read_ColumnsThatAreNotKnown_AreTold()
    {
        var sink = ListReading.Read(
            new CsvFormat(), $"id,md5,Age,file size,comment,note\n7,{ListSamples.Md5},5,1,a,b\n");

        Assert.That(sink.Shape?.UnreadColumns, Is.EqualTo(new[] { "Age", "file size", "note" }));
    }

    [Test]
    public void Read_HeaderNamesAColumnTwice_IsRefused() =>
        Assert.That(
            () => ListReading.Read(new CsvFormat(), $"id,md5,id\n7,{ListSamples.Md5},8\n"),
            Throws.InstanceOf<InvalidDataException>());

    [Test]
    public void Read_MappedColumns_AreTheirsAsOurs()
    {
        var settings = ListReading.Settings with
        {
            Columns = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase)
                .Add("MD5_Hash", "md5").Add("Grade", "classification"),
        };

        var entry = ListReading.Read(new CsvFormat(), $"Grade,MD5 Hash\nA2,{ListSamples.Md5}\n",
            settings).Upserts.Single().Entry;

        Assert.That((entry.Classification, entry.Md5?.ToString()), Is.EqualTo(("A2", ListSamples.Md5)));
    }

    [TestCase("1,md5,xyz", RejectReason.BadHash)]
    [TestCase("1,sha384," + ListSamples.Md5, RejectReason.UnknownHashType)]
    [TestCase("1,," + ListSamples.Md5, RejectReason.UnknownHashType)]
    [TestCase("1,md5,", RejectReason.NoHash)]
    [TestCase("1,md5", RejectReason.Malformed)]
    [TestCase("1,md5," + ListSamples.Md5 + ",extra", RejectReason.Malformed)]
    public void Read_RowThatCannotBeTaken_IsRejectedWithItsLine(string row, RejectReason reason)
    {
        var sink = ListReading.Read(new CsvFormat(),
            $"id,hash_type,hash\n2,md5,{ListSamples.Md5}\n{row}\n3,md5,{ListSamples.Md5}\n");

        Assert.That(sink.Rejects.Single(), Is.EqualTo(new Reject(3, reason, row)));
        Assert.That(sink.Upserts, Has.Count.EqualTo(2));
    }

    [TestCase("added_at", "soon")]
    [TestCase("enabled", "perhaps")]
    [TestCase("opinion", "strong")]
    [TestCase("positive", "-1")]
    [TestCase("positive", "99999999999")]
    public void Read_ValueThatCannotBeRead_IsRejected(string column, string value)
    {
        var sink = ListReading.Read(new CsvFormat(), $"id,md5,{column}\n1,{ListSamples.Md5},{value}\n");

        Assert.That(sink.Rejects.Single().Reason, Is.EqualTo(RejectReason.BadValue));
    }

    [TestCase("deleted")]
    [TestCase("Withdrawn")]
    [TestCase("true")]
    public void Read_StatusOfWhatIsGone_IsATombstone(string status)
    {
        var sink = ListReading.Read(new CsvFormat(),
            $"id,md5,status\n1,{ListSamples.Md5},{status}\n2,{ListSamples.Md5},active\n");

        Assert.That(sink.Withdrawals.Single().Key.EntryId, Is.EqualTo("1"));
        Assert.That(sink.Upserts.Single().Entry.EntryId, Is.EqualTo("2"));
    }

    [Test]
    public void Read_HeaderWithoutHashes_IsRefusedAsAWhole() => Assert.That(
        () => ListReading.Read(new CsvFormat(), "a,b\n1,2\n"), Throws.TypeOf<InvalidDataException>());

    [Test]
    public void Read_MappingToNoColumnOfOurs_IsRefusedAsAWhole() => Assert.That(
        () => ListReading.Read(
            new CsvFormat(), $"a,md5\n1,{ListSamples.Md5}\n",
            ListReading.Settings with { Columns = ImmutableDictionary<string, string>.Empty.Add("a", "entry") }),
        Throws.TypeOf<InvalidDataException>());

    [Test]
    public void Read_NoEntryId_MakesOneOfTheHash()
    {
        var sink = ListReading.Read(new CsvFormat(),
            $"md5,category\n{ListSamples.Md5},A1\n{ListSamples.Md5.ToUpperInvariant()},A2\n");

        Assert.That(sink.Upserts.Select(upsert => upsert.Entry.EntryId).Distinct().Count(), Is.EqualTo(1));
    }

    [TestCase("MD5\n{0}\n")]
    [TestCase("sep=;\nMD5;Note\n{0};a\n")]
    [TestCase("\n# made by a tool\n\"md5 hash\"\n{0}\n")]
    [TestCase("hash_md5,category,,\n{0},1,,\n")]
    [TestCase("MD5,Note\n{0},5\" photo\n")]
    [TestCase("MD5,Note\n{0},\"two\nlines\"\n")]
    [TestCase("Name|Hash Value\na|{0}\n")]
    [TestCase("MD5,Note\n{0},ok\nMD5,Note\n# the end\n,,\n")]
    [TestCase("MD5,Note\n{0},ok")]
    public void Read_SpreadsheetAsPeopleHaveIt_IsTaken(string list)
    {
        var text = string.Format(CultureInfo.InvariantCulture, list, ListSamples.Md5);
        var format = Adapters.ListFormats.ListFormats.Guess("list", Encoding.UTF8.GetBytes(text));

        var sink = ListReading.Read(new CsvFormat(), text);

        Assert.That(format, Is.TypeOf<CsvFormat>());
        Assert.That(sink.Upserts.Single().Entry.Md5?.ToString(), Is.EqualTo(ListSamples.Md5));
        Assert.That(sink.Rejects, Is.Empty);
        Assert.That(sink.Lines?.Rows, Is.EqualTo(1));
    }

    [TestCase("MD5,Note\n{0},\"open\n{0},ok\n{0},\"close\"\n", "opens a quote")]
    [TestCase("MD5,Note\n{0},\"open\n", "never closed")]
    [TestCase("MD5\n\"{0}\n{0}\n\"\n", "opens a quote")]
    [TestCase("MD5,Note\n{0},ok\n0cc1", "the list is cut off")]
    [TestCase("MD5,Md5 Hash\n{0},{0}\n", "two columns")]
    [TestCase("MD5\n{0}\n1.5E+31\n", "scientific notation")]
    public void Read_DamagedList_IsRefusedAsAWholeAndSaysWhy(string list, string why) => Assert.That(
        () => ListReading.Read(new CsvFormat(), string.Format(CultureInfo.InvariantCulture, list, ListSamples.Md5)),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains(why));

    [Test]
    public void Read_TextAfterAClosingQuote_IsMalformed()
    {
        var sink = ListReading.Read(
            new CsvFormat(), $"note,md5\n\"5\" photo\",{ListSamples.Md5}\na,{ListSamples.Md5}\n");

        Assert.That(sink.Rejects.Single().Reason, Is.EqualTo(RejectReason.Malformed));
        Assert.That(sink.Upserts, Has.Count.EqualTo(1));
    }

    [Test]
    public void Read_MappedColumnThatIsNotThere_IsRefusedAsAWhole() => Assert.That(
        () => ListReading.Read(
            new CsvFormat(), $"a,md5\n1,{ListSamples.Md5}\n",
            ListReading.Settings with { Columns = ImmutableDictionary<string, string>.Empty.Add("b", "note") }),
        Throws.TypeOf<InvalidDataException>().With.Message.Contains("'b'"));

    [Test]
    public void Read_StatusThatNobodyKnows_IsQuarantined() => Assert.That(
        ListReading.Read(new CsvFormat(), $"id,md5,status\n1,{ListSamples.Md5},perhaps\n").Rejects.Single().Reason,
        Is.EqualTo(RejectReason.BadValue));
}
