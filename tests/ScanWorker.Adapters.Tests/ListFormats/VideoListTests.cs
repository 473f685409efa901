using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Index;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>A vPDQ hash in every format in which one may stand.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class VideoListTests
{
    private const string Md5 = ListSamples.Md5;
    private const string First = ListSamples.Pdq;
    private const string Second = ListSamples.Pdq2;
    private const string Video =
        $"[\"{First},100,0.000\",\"{Second},50,1.001\",\"{ListSamples.Sha256},49,2.002\"]";

    private static readonly ImportRules Lenient = new() { QuarantineShareMax = 1, AllowsEmpty = true };

    [TestCase("ncmec.xml")]
    [TestCase("tcap.json")]
    [TestCase("threatexchange.json")]
    [TestCase("stopncii.json")]
    [TestCase("column.csv")]
    [TestCase("typed.csv")]
    [TestCase("list.txt")]
    [TestCase("list.jsonl")]
    [TestCase("simple.HASH_VIDEO_VPDQ.te")]
    public void Take_AVideo_IsAnEntryOfItsGoodFrames(string fileName)
    {
        var result = Take(fileName, Video);

        Assert.That((result.Counts.Added, result.Counts.QuarantinedTotal), Is.EqualTo((1, 0)));
        Assert.That(result.Counts.LeftOut, Is.Empty);
        Assert.That(
            EntryOf(result)?.Vpdq?.Hashes.Select(hash => hash.ToString()), Is.EquivalentTo(new[] { First, Second }));
    }

    [TestCase("tcap.json", "[\"1234,100,0\"]", RejectReason.BadHash)]
    [TestCase("threatexchange.json", "[\"1234,100,0\"]", RejectReason.BadHash)]
    [TestCase("stopncii.json", "[7]", RejectReason.BadHash)]
    [TestCase("column.csv", "[\"1234,100,0\"]", RejectReason.BadHash)]
    [TestCase("list.txt", "[\"1234,100,0\"]", RejectReason.BadHash)]
    [TestCase("list.txt", "[\"\\ud800\"]", RejectReason.BadHash)]
    [TestCase("list.txt", "{\"0\":{\"hash\":\"\\ud800\",\"quality\":100}}", RejectReason.BadHash)]
    [TestCase("column.csv", "[\"\\ud800\"]", RejectReason.BadHash)]
    [TestCase("simple.HASH_VIDEO_VPDQ.te", "[", RejectReason.BadHash)]
    public void Take_AVideoThatCannotBeTaken_IsQuarantinedWithItsReason(
        string fileName, string video, RejectReason reason)
    {
        var counts = Take(fileName, video).Counts;

        Assert.That(counts.Quarantined, Is.EqualTo(new Dictionary<RejectReason, long> { [reason] = 1 }));
        Assert.That(counts.Added, Is.Zero);
    }

    // Dark videos are ordinary, and no sign of a list that is broken.
    [TestCase("tcap.json", "[]")]
    [TestCase("threatexchange.json", "POOR")]
    [TestCase("stopncii.json", "POOR")]
    [TestCase("column.csv", "POOR")]
    [TestCase("list.txt", "POOR")]
    [TestCase("list.jsonl", "POOR")]
    public void Take_AVideoWithoutAFrameThatIsGoodEnough_IsLeftOutAndTold(string fileName, string video)
    {
        var counts = Take(fileName, video.Replace("POOR", $"[\"{First},49,0\"]", StringComparison.Ordinal)).Counts;

        Assert.That((counts.Added, counts.QuarantinedTotal, counts.Skipped), Is.EqualTo((0, 0, 1)));
        Assert.That(counts.LeftOut, Is.EqualTo(new Dictionary<string, long> { [VideoFrames.AlgorithmId] = 1 }));
    }

    [Test]
    public void Take_MoreFramesThanAreTaken_IsRefused()
    {
        var frames = Enumerable.Range(0, VideoFrames.Max + 1).Select(frame =>
            $"\"{Convert.ToHexString(SHA256.HashData(BitConverter.GetBytes(frame)))},100,0\"");

        var counts = Take("tcap.json", $"[{string.Join(',', frames)}]").Counts;

        Assert.That(
            counts.Quarantined, Is.EqualTo(new Dictionary<RejectReason, long> { [RejectReason.TooManyFrames] = 1 }));
    }

    // Its digests are worth having all the same; that the video is not known by its frames is told.
    [TestCase("ncmec.xml")]
    [TestCase("list.jsonl")]
    public void Take_NoGoodFrameBesideADigest_TakesTheDigestAndTellsIt(string fileName)
    {
        var result = Take(fileName, "[]", isWithDigest: true);

        Assert.That((result.Counts.Added, result.Counts.VideosLost), Is.EqualTo((1, 1)));
        Assert.That(EntryOf(result)?.Md5, Is.Not.Null);
        Assert.That(EntryOf(result)?.Vpdq, Is.Null);
    }

    [TestCase(First, 0)]
    [TestCase(Second, 1)]
    public void Take_RowsOfOneEntry_MayNotHaveTwoVideos(string other, int contradictions)
    {
        var list = "entry_id,hash_type,hash\n"
            + $"1,vpdq,\"[\"\"{First},100,0\"\"]\"\n1,md5,{Md5}\n1,vpdq,\"[\"\"{other},90,5\"\"]\"\n";

        var result = ListTaking.Take("list.csv", Encoding.UTF8.GetBytes(list), HashIndex.Empty, Lenient);

        Assert.That(
            result.Counts.Quarantined.GetValueOrDefault(RejectReason.Contradiction), Is.EqualTo(contradictions));
        Assert.That(EntryOf(result)?.Vpdq?.Hashes.Single().ToString(), Is.EqualTo(First));
        Assert.That(EntryOf(result)?.Md5, Is.Not.Null);
    }

    // The frames are all that a later list may have changed.
    [TestCase(First, 0, 1)]
    [TestCase(Second, 1, 0)]
    public void Take_TheVideoAgain_IsUnchangedWhereItsFramesAre(string later, int changed, int unchanged)
    {
        var known = Take("tcap.json", $"[\"{First},100,0\"]").Segment;

        var counts = Take(
            "tcap.json", $"[\"{later},77,9\"]", known: known is null ? null : HashIndex.Build([known])).Counts;

        Assert.That((counts.Changed, counts.Unchanged), Is.EqualTo((changed, unchanged)));
    }

    private static Entry? EntryOf(ImportResult result) =>
        result.Segment is { EntryCount: 1 } segment ? segment.GetEntry(0) : null;

    private static ImportResult Take(
        string fileName, string video, bool isWithDigest = false, HashIndex? known = null)
    {
        var text = JsonSerializer.Serialize(video);
        var quoted = $"\"{video.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var list = fileName switch
        {
            "ncmec.xml" => "<queryResult><videos><video><member id=\"42\"/><id>5</id><fingerprints>"
                + (isWithDigest ? $"<md5>{Md5}</md5>" : "")
                + $"<vpdq>{video}</vpdq></fingerprints></video></videos></queryResult>",
            "tcap.json" => $$"""{"results":[{"id":5,"hash_digest":{{text}},"algorithm":"vPDQ","deleted":false}]}""",
            "threatexchange.json" => $$"""{"data":[{"id":"5","indicator":{{text}},"type":"HASH_VIDEO_VPDQ","""
                + """ "descriptors":{"data":[{"id":"41","owner":{"id":"616"}}]}}]}""",
            "stopncii.json" =>
                $$"""{"hashRecords":[{"lastModtimestamp":1,"signalType":"VideoVPDQ","hashValue":{{video}}}]}""",
            "column.csv" => $"entry_id,vpdq\n1,{quoted}\n",
            "typed.csv" => $"entry_id;hash_type;hash\n1;video_pdq;{quoted}\n",
            "list.txt" => $"# videos\nvpdq {video}\n",
            "list.jsonl" => $$"""{"bank":"b","source":"b","entryId":"1","vpdq":{{video}}"""
                + (isWithDigest ? $",\"md5\":\"{Md5}\"}}\n" : "}\n"),
            _ => $"{quoted},1001,2020-07-31T18:47:45+0000,tag1\n",
        };
        return ListTaking.Take(fileName, Encoding.UTF8.GetBytes(list), known, Lenient);
    }
}
