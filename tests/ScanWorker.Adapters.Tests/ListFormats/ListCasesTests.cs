using ScanWorker.Matching.Import;
using ScanWorker.Matching.Index;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>
/// Lists as people have them: all of their entries, or the list is refused with a reason; never fewer.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ListCasesTests
{
    private const int Entries = 50;

    // Where it is not 50 entries: how many, or what the refusal says.
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["c-dupid.csv"] = "25 of 50 lines are quarantined",
        ["c-excel-sci2.csv"] = "Line 22 holds a number in scientific notation",
        ["c-header-only.csv"] = "The list is empty",
        ["c-leading-zero-lost.csv"] = "Line 202 has 31 of a hash's 32 digits: zeros at its beginning were lost",
        ["c-mixed-type.csv"] = "20 of 100 lines are quarantined", // PhotoDNA.
        ["c-nul.csv"] = "Line 5 holds a zero byte",
        ["c-openquote.csv"] = "Line 27 opens a quote that takes line 28 for a part of its field",
        ["c-short-rows.csv"] = "50 of 50 lines are quarantined",
        ["c-md5-empty-hash.csv"] = "1 of 51 lines are quarantined",
        ["f-full-cut.txt.gz"] = "The gzip file is cut off",
        ["f-full-inch.csv"] = "added 1000, tombstones 0",
        ["f-full.csv"] = "added 1000, tombstones 0",
        ["f-full.txt.gz"] = "added 1000, tombstones 0",
        ["j-array.json"] = "The format cannot be told",
        ["j-numid.jsonl"] = "The format cannot be told",
        ["k-deleted-str.json"] = "added 0, tombstones 50",
        ["n-badchar.xml"] = "The XML is broken or cut off",
        ["n-html.html"] = "The format cannot be told",
        ["n-two-docs.xml"] = "The XML is broken or cut off after record 50",
        ["s-status-lower.json"] = "added 0, tombstones 50",
        ["t-gz-cut.txt.gz"] = "The gzip file is cut off",
        ["t-semicolon-comment.txt"] = "added 250, tombstones 0, quarantined 0",
        ["v-control.json"] = "The JSON is broken or cut off",
        ["v-dup.json"] = "added 25, tombstones 0", // Each MD5 is there twice.
        ["v-nan.json"] = "The JSON is broken or cut off",
    };

    [TestCaseSource(nameof(Files))]
    public void Take_Case_IsWholeOrRefused(string name)
    {
        var path = SharedCases.Files("lists").Single(file => Path.GetFileName(file) == name);

        var outcome = ListTaking.Describe(name, File.ReadAllBytes(path));

        Assert.That(
            outcome,
            Does.Contain(Expected.GetValueOrDefault(name, $"added {Entries}, tombstones 0, quarantined 0")));
    }

    [TestCaseSource(nameof(Twins))]
    public void Take_SnapshotThenItsDamagedTwin_WithdrawsNothing(string whole, string damaged)
    {
        var known = HashIndexOf(ListTaking.Take(Path.GetFileName(whole), File.ReadAllBytes(whole)));
        try
        {
            var second = ListTaking.Take(
                Path.GetFileName(damaged),
                File.ReadAllBytes(damaged),
                known,
                new ImportRules { Mode = ImportMode.Full });

            Assert.That(second.Counts.Withdrawn, Is.Zero);
        }
        catch (InvalidDataException refusal)
        {
            Assert.That(refusal.Message, Does.Contain("cut off"));
        }
    }

    private static IEnumerable<string> Files() => SharedCases.Files("lists").Select(file => Path.GetFileName(file));

    // On a machine without the shared cases there are none, as of the other test.
    private static IEnumerable<TestCaseData> Twins() =>
        SharedCases.Directory is not { } folder
            ? []
            : from pair in new[] { ("f-full.txt.gz", "f-full-cut.txt.gz"), ("f-full.csv", "f-full-inch.csv") }
              select new TestCaseData(
                  Path.Combine(folder, "lists", pair.Item1), Path.Combine(folder, "lists", pair.Item2));

    private static HashIndex HashIndexOf(ImportResult result) =>
        HashIndex.Build([result.Segment ?? throw new AssertionException("The list gave nothing.")]);
}
