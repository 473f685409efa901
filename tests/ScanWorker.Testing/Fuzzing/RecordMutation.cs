using System.Text;
using System.Text.RegularExpressions;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing.Records;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>Makes records that nobody meant: odd values in known places, and damage anywhere.</summary>
internal static partial class RecordMutation
{
    private const int ChangesMax = 3;

    private static readonly string[] JsonValues =
    [
        "null", "true", "\"\"", "[]", "{}", "-1", "0", "1e999999", "1.5", "9007199254740993", "1764100000000",
        "1764100000000000", "\"1764100000\"", "\"2026-11-24T10:00:00+0000\"", "\"0001-01-01T00:00:00+14:00\"",
        "\"2026-11-24T10:00:00Z[UTC]\"", "\"\\ud83d\"", "\"\\udc00\\ud83d\"", "\"\\u0000\"", "\"a\\u2028b\"",
        "\"\ud83d\ude00\"", "65536", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "{\"a\":{\"a\":{\"a\":1}},\"a\":2}", "\"/9j/4AAQ\"", "\"not base64!\"", "\"sha256:00\"",
    ];

    private static readonly string[] Locations =
    [
        "http://\u05d0a/", "http://store.example/redirect/%2F%2F%5B", "http://store.example/redirect/",
        "http://store.example/redirect/http%3A%2F%2F%D7%90a%2F", "http://store.example/redirect/file%3A%2F%2F%2Fetc",
        "http://store.example/redirect/%00", "http://store.example/redirect/https%3A%2F%2Fstore.example%3A99999%2F",
        "http://store.example/status/503", "http://store.example/status/204", "http://store.example/encoded/br",
        "http://store.example/encoded/gzip,deflate", "http://store.example/encoded/x", "http://user@store.example/",
        "http://[::1]/", "http://[", "//[", "http:", "http://", "https://store.example:0/", "file:/a", "file:a",
        "file:////h/a", "file:///%00", "file:///tmp", "file:///tmp/../etc/passwd", "file://h/a", "s3://",
        "s3://none/..",
        "s3://none/%2e%2e/a", "s3://none/%ff", "s3:none", "urn:a", "x:y", "", " ", "data:,a", "http://a b/",
        "http://store.example/\ud83d\ude00", "HTTP://STORE.EXAMPLE/picture", "http://store.example./picture",
    ];

    private static readonly string[] HeaderNames =
    [
        "content-type", "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "traceparent", "tracestate",
        "ce_traceparent", "scanworker-shrunk", "scanworker-error-code", "scanworker-error-offset", "", "x", "\u00fc",
    ];

    private static readonly string[] HeaderValues =
    [
        "", "1.0", "0.3", EventTypes.Upload, "application/cloudevents+json",
        "application/cloudevents+json;charset=utf-7",
        "application/cloudevents+json; charset=\"utf-16\"", "application/cloudevents; charset=", "application/json",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-zz", "a=b", "\0", "\ud83d\ude00", "value",
    ];

    public static byte[] Change(byte[] seed, Random random)
    {
        var (record, limit) = RecordBytes.Read(seed);
        for (var left = random.Next(1, ChangesMax + 1); left > 0; left--)
        {
            record = Once(record, random);
        }

        limit = random.Next(3) == 0 ? 2_048 + random.Next(1 << random.Next(1, 20)) : limit;
        return RecordBytes.Write(record, limit);
    }

    private static InboundRecord Once(InboundRecord record, Random random) => random.Next(12) switch
    {
        0 or 1 or 2 => WithText(record, text => Replaced(text, JsonValue(), PickOf(JsonValues, random), random)),
        3 or 4 => WithText(
            record, text => Replaced(text, Location(), $"\"uri\":\"{PickOf(Locations, random)}\"", random)),
        5 => WithText(record, text => Duplicated(text, random)),
        6 => record with { Value = Mutation.Damage(record.Value ?? [], random) },
        7 or 8 => record with { Headers = [.. record.Headers, Header(random)] },
        9 => record with { Key = random.Next(3) == 0 ? null : Noise(1 << random.Next(18), random) },
        10 => record with { Value = random.Next(2) == 0 ? null : Deep(random) },
        _ => record with
        {
            Timestamp = new DateTimeOffset(random.NextInt64(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero),
            Position = record.Position with { Offset = random.NextInt64() },
        },
    };

    private static InboundRecord WithText(InboundRecord record, Func<string, string> change) =>
        record with { Value = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(record.Value ?? []))) };

    private static string Replaced(string text, Regex place, string with, Random random)
    {
        var places = place.Matches(text);
        if (places.Count == 0)
        {
            return text;
        }

        var at = places[random.Next(places.Count)];
        return text[..at.Index] + with + text[(at.Index + at.Length)..];
    }

    // A field more, of a name that is there or might be, and of any size.
    private static string Duplicated(string text, Random random)
    {
        string[] names =
            ["uploadId", "content", "attributes", "fileName", "uploadedAt", "uploader", "data", "x\\ud83d"];
        var value = random.Next(3) == 0
            ? $"\"{new string(random.Next(2) == 0 ? '<' : '\u00fc', 1 << random.Next(17))}\""
            : PickOf(JsonValues, random);
        var end = text.LastIndexOf('}');
        return end < 0 ? text : $"{text[..end]},\"{PickOf(names, random)}\":{value}{text[end..]}";
    }

    private static byte[] Deep(Random random)
    {
        var depth = 1 << random.Next(17);
        return Encoding.UTF8.GetBytes(
            $$"""{"uploadId":"deep","content":{"uri":"x:y"},"attributes":{{new string('[', depth)}}{{new string(']', depth)}}}""");
    }

    private static RecordHeader Header(Random random)
    {
        var name = PickOf(HeaderNames, random);
        return random.Next(6) switch
        {
            0 => new RecordHeader(name, null),
            1 => new RecordHeader(name, Noise(random.Next(200), random)),
            2 => new RecordHeader(name, Noise(1 << random.Next(16), random)),
            _ => RecordHeader.Of(name, PickOf(HeaderValues, random)),
        };
    }

    private static byte[] Noise(int length, Random random)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private static string PickOf(string[] choices, Random random) => choices[random.Next(choices.Length)];

    [GeneratedRegex("""(?<=":)("[^"]*"|[0-9]+|true|null)""")]
    private static partial Regex JsonValue();

    [GeneratedRegex("\"(uri|data)\":\"[^\"]*\"")]
    private static partial Regex Location();
}
