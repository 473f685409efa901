using System.Text;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>Records of one entry that are not in order of time.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ListOrderTests
{
    private const string Md5 = "0cc175b9c0f1b6a831c399e269772661";

    // The tombstone is of 20 November, and the entry below it of 10 November.
    private static IEnumerable<TestCaseData> RetractedLists =>
    [
        Case("ncmec.xml",
            "<queryResult><images><deletedImage><member id=\"42\"/><timestamp>2026-11-20T00:00:00Z</timestamp>"
            + "<id>5</id></deletedImage><image><member id=\"42\"/><timestamp>2026-11-10T00:00:00Z</timestamp><id>5</id>"
            + $"<fingerprints><md5>{Md5}</md5></fingerprints></image></images></queryResult>"),
        Case("tcap.json",
            $$"""{"results":[{"id":5,"hash_digest":"{{Md5}}","algorithm":"MD5","deleted":true,"""
            + $$""" "updated_on":"2026-11-20"},"""
            + $$"""{"id":5,"hash_digest":"{{Md5}}","algorithm":"MD5","deleted":false,"updated_on":"2026-11-10"}]}"""),
        Case("threatexchange.json",
            """{"data":[{"id":"5","should_delete":true,"last_updated":"2026-11-20T00:00:00+0000"},"""
            + $$"""{"id":"5","indicator":"{{Md5}}","type":"HASH_MD5","last_updated":"2026-11-10T00:00:00+0000","""
            + """ "descriptors":{"data":[{"id":"1"}]}}]}"""),
        Case("stopncii.json",
            $$"""{"hashRecords":[{"lastModtimestamp":1795132800,"signalType":"ImageMD5","hashValue":"{{Md5}}","""
            + $$""" "hashStatus":"Withdrawn"},{"lastModtimestamp":1794268800,"signalType":"ImageMD5","""
            + $$""" "hashValue":"{{Md5}}","hashStatus":"Active"}]}"""),
        Case("list.csv", $"""
            entry_id,md5,status,updated_at
            5,,deleted,2026-11-20
            5,{Md5},active,2026-11-10
            """),
        Case("list.jsonl",
            """{"bank":"b","source":"s","entryId":"5","withdrawn":true,"updatedAt":"2026-11-20T00:00:00Z"}""" + "\n"
            + $$"""{"bank":"b","source":"s","entryId":"5","md5":"{{Md5}}","updatedAt":"2026-11-10T00:00:00Z"}"""),
    ];

    [TestCaseSource(nameof(RetractedLists))]
    public void Take_OlderRecordBelowTheTombstone_DoesNotComeBack(string fileName, string list)
    {
        var listed = ListTaking.Take(
            fileName, Encoding.UTF8.GetBytes(list.Replace("2026-11-20", "2026-11-01", StringComparison.Ordinal)
                .Replace("1795132800", "1793491200", StringComparison.Ordinal)));
        var known = HashIndex.Build(
            Enumerable.Range(0, listed.Segment?.EntryCount ?? 0).Select(i => listed.Segment?.GetEntry(i))
                .OfType<Entry>());

        var counts = ListTaking.Take(fileName, Encoding.UTF8.GetBytes(list), known).Counts;

        Assert.That(listed.Counts.Added, Is.EqualTo(1));
        Assert.That((counts.Withdrawn, counts.Changed, counts.QuarantinedTotal), Is.EqualTo((1, 0, 0)));
    }

    private static TestCaseData Case(string fileName, string list) =>
        new TestCaseData(fileName, list).SetArgDisplayNames(fileName);
}
