using System.Text;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Index;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>Records of entries that are there, and that say nothing that an entry could be made of any more.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ListLossTests
{
    private const string Md5 = "0cc175b9c0f1b6a831c399e269772661";
    private static readonly ImportRules Lenient = new() { QuarantineShareMax = 1, AllowsEmpty = true };

    [TestCase("4", 1, 0)]
    [TestCase("3", 1, 0)]
    [TestCase("0", 0, 1)]
    [TestCase("1", 0, 0)]
    public void Take_VicsMediaInAnotherCategory_IsWithdrawnUnlessThatSaysNothing(
        string category, int withdrawn, int skipped)
    {
        var counts = Take("vics.json", Vics((category, null)), Known("vics.json", Vics(("1", null))));

        Assert.That(
            (counts.Withdrawn, counts.Reclassified, counts.Skipped), Is.EqualTo((withdrawn, withdrawn, skipped)));
    }

    [Test]
    public void Take_VicsMediaOfACategoryTakenBefore_StaysWhenOthersAreAskedFor()
    {
        var known = Known("vics.json", Vics(("1", null)));

        var counts = ListTaking.Take(
            "vics.json", Encoding.UTF8.GetBytes(Vics(("1", null))), known, Lenient, categories: ["2"]).Counts;

        Assert.That((counts.Withdrawn, counts.Skipped), Is.EqualTo((0, 1)));
    }

    [TestCase("2026-11-20", "2026-11-10", 0)]
    [TestCase("2026-11-10", "2026-11-20", 1)]
    [TestCase(null, null, 1)]
    public void Take_VicsMediaThatIsListedBelowARecordThatIsNot_LaterOneCounts(string? first, string? second, int added)
    {
        var counts = Take("vics.json", Vics(("4", first), ("1", second)), HashIndex.Empty);

        Assert.That(counts.Added, Is.EqualTo(added));
    }

    private static IEnumerable<TestCaseData> ListsThatLoseTheirHash =>
    [
        new TestCaseData("ncmec.xml", Ncmec($"<md5>{Md5}</md5>"), Ncmec("<pdna>AAAA</pdna>")),
        new TestCaseData("tcap.json", Tcap("MD5", Md5), Tcap("PhotoDNA", "AAAA")),
        new TestCaseData("threatexchange.json", Threat("HASH_MD5", Md5), Threat("HASH_TMK", "AAAA")),
    ];

    [TestCaseSource(nameof(ListsThatLoseTheirHash))]
    public void Take_RecordThatHasLostItsHashes_IsToldWhereAnEntryHasItsId(string fileName, string before, string after)
    {
        var known = Take(fileName, after, Known(fileName, before));
        var unknown = Take(fileName, after, HashIndex.Empty);

        Assert.That(
            (known.Skipped, known.QuarantinedTotal, known.Quarantined.Keys.Single()),
            Is.EqualTo((0, 1, RejectReason.NoHash)));
        Assert.That((unknown.Skipped, unknown.QuarantinedTotal), Is.EqualTo((1, 0)));
    }

    [TestCase("ncmec.xml", "tmk 1", "photodna 1")]
    [TestCase("tcap.json", "tmk 1")]
    [TestCase("threatexchange.json", "tmk 1")]
    [TestCase("stopncii.json", "tmk 1")]
    public void Take_HashesOfKindsThatAreNotMatched_AreCountedByKind(string fileName, params string[] told)
    {
        var list = fileName switch
        {
            "ncmec.xml" => Ncmec($"<md5>{Md5}</md5><pdna>AAAA</pdna><tmk>AAAA</tmk>"),
            "tcap.json" => Tcap("TMK", "AAAA"),
            "threatexchange.json" => Threat("HASH_TMK", "AAAA"),
            _ => """{"hashRecords":[{"lastModtimestamp":1,"signalType":"VideoTMK","hashValue":"AAAA"}]}""",
        };

        var counts = Take(fileName, list, HashIndex.Empty);

        Assert.That(counts.LeftOut.Select(pair => $"{pair.Key} {pair.Value}"), Is.EquivalentTo(told));
        Assert.That((counts.QuarantinedTotal, counts.Added), Is.EqualTo((0, fileName == "ncmec.xml" ? 1 : 0)));
    }

    private static ImportCounts Take(string fileName, string list, HashIndex known) =>
        ListTaking.Take(fileName, Encoding.UTF8.GetBytes(list), known, Lenient).Counts;

    private static HashIndex Known(string fileName, string list)
    {
        var segment = ListTaking.Take(fileName, Encoding.UTF8.GetBytes(list)).Segment;
        return HashIndex.Build(
            Enumerable.Range(0, segment?.EntryCount ?? 0).Select(i => segment?.GetEntry(i)).OfType<Entry>());
    }

    private static string Vics(params (string Category, string? At)[] records) =>
        "{\"value\":[" + string.Join(',', records.Select(record =>
            $$"""{"MediaID":1,"Category":{{record.Category}},"MD5":"{{Md5}}","DateUpdated":"{{record.At}}"}""")) + "]}";

    private static string Ncmec(string fingerprints) =>
        "<queryResult><images><image><member id=\"42\"/><id>5</id>"
        + $"<fingerprints>{fingerprints}</fingerprints></image></images></queryResult>";

    private static string Tcap(string algorithm, string digest) =>
        $$"""{"results":[{"id":5,"hash_digest":"{{digest}}","algorithm":"{{algorithm}}","deleted":false}]}""";

    private static string Threat(string type, string indicator) =>
        $$"""{"data":[{"id":"5","indicator":"{{indicator}}","type":"{{type}}","""
        + """ "descriptors":{"data":[{"id":"1"}]}}]}""";
}
