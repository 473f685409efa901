using System.Text;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing.Records;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>Records to start from: every mode of CloudEvents, every scheme, every field.</summary>
internal static class RecordSeeds
{
    public const string Everything =
        """
        {"uploadId":"u-1","content":{"uri":"http://store.example/picture"},"mediaType":"image/png","length":12,
        "sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","tenant":"t","surface":"posts",
        "jurisdiction":"EU","fileName":"Strand & Meer \ud83c\udfd6.jpg","uploadedAt":"2026-11-24T10:00:00Z","uploader":
        {"espIdentifier":"e","screenName":"s","ipCapture":{"address":"2001:db8::1","port":443,
        "at":"2026-11-24T10:00:00Z"},"deviceId":"d"},"publiclyAvailable":true,"attributes":{"a":[1,{"b":null}]}}
        """;

    private const int LimitBytes = 1_048_588;

    public static IReadOnlyList<byte[]> All { get; } =
    [
        Of(Everything),
        Of("""{"uploadId":"u","content":{"uri":"file:///tmp/none.png"}}"""),
        Of("""{"uploadId":"u","content":{"uri":"s3://none/a%20b"},"attributes":"x"}"""),
        Of("""{"uploadId":"u","content":{"uri":"http://store.example/redirect/http%3A%2F%2Fstore.example%2Fpicture"}}"""),
        Of("""{"uploadId":"u","content":{"uri":"http://store.example/encoded/gzip"}}"""),
        Of("""{"uploadId":"u","content":{"data":"PICTURE"}}""".Replace("PICTURE", Picture, StringComparison.Ordinal)),
        Of(
            $$"""{"specversion":"1.0","id":"1","source":"/s","type":"{{EventTypes.Upload}}","data":{{Everything}} }""",
            ("content-type", "application/cloudevents+json; charset=utf-8")),
        Of(
            Everything, ("content-type", "application/json"), ("ce_specversion", "1.0"), ("ce_id", "1"),
            ("ce_source", "/s"), ("ce_type", EventTypes.Upload),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "a=b")),
    ];

    private static string Picture =>
        Convert.ToBase64String(TestImages.File(ImageFormat.Gif, width: 24, height: 24));

    private static byte[] Of(string json, params (string Name, string Text)[] headers) => RecordBytes.Write(
        new InboundRecord(
            new RecordPosition(new TopicPartition("uploads", 0), 7), DateTimeOffset.UnixEpoch.AddYears(56),
            Encoding.UTF8.GetBytes("key"), Encoding.UTF8.GetBytes(json),
            [.. headers.Select(header => RecordHeader.Of(header.Name, header.Text))]),
        LimitBytes);
}
