using System.Text;
using System.Text.Json;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Tests;

/// <summary>Verdicts as they lie in the topic, and hash sets to hold against them.</summary>
internal static class PastVerdicts
{
    private static readonly string[] Transforms =
        [.. Enum.GetNames<DihedralTransform>().Select(name => name.ToLowerInvariant())];

    public static Hash256 Hash(int seed)
    {
        var bytes = new byte[32];
        new Random(seed).NextBytes(bytes);
        return new Hash256(bytes);
    }

    /// <summary>An upload in which nothing was known; its upright hash is that of the seed.</summary>
    public static VerdictEvent Unknown(int seed, int quality = 90, bool sha512 = false) => new()
    {
        UploadId = $"upload-{seed}",
        Verdict = VerdictKind.NoMatch,
        Action = PolicyAction.Allow,
        Reason = "nothing-known",
        Digests = new DigestsData(new string('0', 28) + $"{seed:x4}", new string('1', 40), Hash(-seed - 1).ToString())
        {
            Sha512 = sha512 ? $"{Hash(-seed - 2)}{Hash(-seed - 3)}" : null,
        },
        Perceptual = [.. Transforms.Select((name, number) => new PerceptualData
        {
            Algorithm = "pdq",
            Hash = Hash((1000 * number) + seed).ToString(),
            Quality = quality,
            Frame = 0,
            Transform = name,
        })],
        HashSetVersion = 1,
        PolicyVersion = "p",
        Worker = new WorkerData("1", "w"),
        ScannedAt = DateTimeOffset.UnixEpoch,
        Timings = new TimingsData { Total = 1.5 },
        Image = new ImageData { Length = 10, Format = "jpeg", Width = 5, Height = 5, Frames = 1 },
        Upload = new UploadEcho { Tenant = "t", Surface = "posts", Uploader = new Uploader { ScreenName = "ann" } },
    };

    /// <summary>A near match with an entry of bank <c>b</c>.</summary>
    public static MatchData Near(PolicyAction action) => new()
    {
        Bank = "b",
        EntryId = "e",
        Kind = MatchKind.Near,
        Algorithm = "pdq",
        Distance = 1,
        Source = "s",
        Action = action,
    };

    public static RecordedRecord Record(VerdictEvent verdict, long offset = 7) => new(
        new InboundRecord(
            new RecordPosition(new TopicPartition("scan.verdicts", 0), offset), DateTimeOffset.UnixEpoch,
            "k"u8.ToArray(), Json(verdict),
            [RecordHeader.Of("ce_id", $"uploads/0/{offset}/{EventTypes.Verdict}"), RecordHeader.Of(
                "ce_type", EventTypes.Verdict)]),
        TimestampKind.Create);

    public static byte[] Json(VerdictEvent verdict) =>
        JsonSerializer.SerializeToUtf8Bytes(verdict, EventJson.Default.VerdictEvent);

    /// <summary>As the JSON stands in a recording's line.</summary>
    public static byte[] Escaped(VerdictEvent verdict) =>
        Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(Json(verdict)).Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"}");

    public static Entry Entry(string bank, string id, Hash256? pdq = null, Hash256? sha256 = null) =>
        new(bank, id, "list") { Pdq = pdq, Sha256 = sha256 };

    public static LoadedHashSet Set(long version, params Entry[] entries) => new(
        HashIndex.Build(entries),
        new HashSetManifest("default", version, version - 1, DateTimeOffset.UnixEpoch, [], []),
        DateTimeOffset.UnixEpoch);
}
