using System.Text;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Testing.Recordings;

/// <summary>
/// Events that are none, between uploads that are fine; and uploads beyond limits that the arguments make small.
/// </summary>
internal static class PoisonCorpus
{
    public const string Policy = """{ "banks": { "block": { "action": "block", "maxDistance": 20 } }, "unscannableOther": "block" }""";

    /// <summary>Limits that small pictures can break.</summary>
    public const string Limits =
        "--Scan:Fetch:ContentBytesMax=40000 --Scan:Decode:FramesMax=2 --Scan:Decode:PixelsMax=20000 "
            + "--Scan:Decode:SidePixelsMax=200";

    public static CorpusTopic Make()
    {
        var topic = new CorpusTopic();
        topic.Add("fine-1", CorpusPictures.Known(1));
        AddNoEvents(topic);
        topic.Add("fine-2", CorpusPictures.Scene(100).ToJpeg());
        AddBadFields(topic);
        topic.Add("fine-3", CorpusPictures.Scene(1).ToJpeg(60));
        AddBeyondLimits(topic);
        return topic;
    }

    private static void AddNoEvents(CorpusTopic topic)
    {
        var picture = CorpusPictures.Scene(101).ToJpeg(50);
        topic.AddRaw("k"u8.ToArray(), null);
        topic.AddRaw("k"u8.ToArray(), []);
        topic.AddRaw(
            [0xff, 0x00, 0x80], picture, new RecordHeader("bytes", [0xfe, 0xff]), new RecordHeader("none", null));
        topic.AddRaw(null, "{ \"uploadId\": \"cut"u8.ToArray());
        topic.AddRaw(null, "[]"u8.ToArray());
        topic.AddRaw(null, "null"u8.ToArray());
        topic.AddRaw(
            null, "{\"uploadId\":\"a\",\"content\":{\"data\":\"AAAA\"}}"u8.ToArray(),
            CorpusTopic.BinaryMode("x", "some.other.event.v1"));
        topic.AddRaw(null, "{}"u8.ToArray(), RecordHeader.Of("ce_specversion", "0.3"));
        topic.AddRaw(null, "{}"u8.ToArray(), RecordHeader.Of("ce_specversion", "1.0"));
        topic.AddRaw(
            null, "{\"specversion\":\"1.0\"}"u8.ToArray(),
            RecordHeader.Of("content-type", "application/cloudevents+json"));
        topic.AddRaw(null, "no envelope"u8.ToArray(), RecordHeader.Of("content-type", "application/cloudevents+json"));
    }

    private static void AddBadFields(CorpusTopic topic)
    {
        foreach (var json in new[]
        {
            """{"uploadId":"","content":{"data":"AAAA"}}""",
            """{"uploadId":"a","content":{}}""",
            """{"uploadId":"a","content":{"data":"AAAA","uri":"file:///a"}}""",
            """{"uploadId":"a","content":{"data":"not base64!"}}""",
            """{"uploadId":"a","content":{"data":"AAAA"},"length":-1}""",
            """{"uploadId":"a","content":{"data":"AAAA"},"sha256":"12"}""",
            """{"uploadId":7,"content":{"data":"AAAA"}}""",
        })
        {
            topic.AddRaw(null, Encoding.UTF8.GetBytes(json));
        }
    }

    private static void AddBeyondLimits(CorpusTopic topic)
    {
        topic.Add("beyond-bytes", SamplePictures.Scene(50, 120, 120).ToBmp());
        topic.Add("beyond-pixels", SamplePictures.Flat(180, 180).ToPng());
        topic.Add("beyond-side", SamplePictures.Flat(201, 10).ToPng());
        topic.Add("beyond-frames", SampleEncoding.ToGif([Small(51), Small(52), Small(53)]));
        topic.Add("within-frames", SampleEncoding.ToGif([Small(51), Small(52)]));

        static SamplePicture Small(int seed) => SamplePictures.Scene(seed, 64, 48);
    }
}
