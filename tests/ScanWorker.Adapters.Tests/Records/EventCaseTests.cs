using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing.Records;

namespace ScanWorker.Adapters.Tests.Records;

/// <summary>Records that ended the worker once: one outcome each, and none of them a fault of ours.</summary>
/// <remarks>Those that lie in <c>SCANWORKER_CASES_DIR</c>, else beside the repository, are judged as well.</remarks>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class EventCaseTests
{
    private static readonly (string Name, string Json, string? ContentType)[] Known =
    [
        ("idn-host", """{"uploadId":"p","content":{"uri":"http://אa/"}}""", null),
        ("lone-surrogate", """{"uploadId":"p","content":{"uri":"x:y"},"attributes":{"caption":"\ud83d"}}""", null),
        ("charset-utf7", "{}", "application/cloudevents+json;charset=utf-7"),
        ("deep-attributes", Deep(62), null),
        ("deeper-attributes", Deep(100_000), null),
        ("redirect-nowhere", """{"uploadId":"p","content":{"uri":"http://store.example/redirect/%2F%2F%5B"}}""", null),
        ("java-file", """{"uploadId":"p","content":{"uri":"file:/a"}}""", null),
        ("offset-without-colon",
            """{"uploadId":"p","content":{"uri":"x:y"},"uploadedAt":"2026-11-24T10:00:00+0000"}""", null),
        ("dot-segment", """{"uploadId":"p","content":{"uri":"s3://none/../other/key"}}""", null),
    ];

    private static readonly string? Folder = Find();

    private static IEnumerable<TestCaseData<InboundRecord>> Cases =>
        from one in Known.Concat(Shared)
        select new TestCaseData<InboundRecord>(Record(one.Json, one.ContentType)) { TestName = one.Name };

    private static IEnumerable<(string Name, string Json, string? ContentType)> Shared =>
        Folder is null ? [] :
        from file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)
        let name = Path.GetFileNameWithoutExtension(file)
        select (name, File.ReadAllText(file),
            name.Contains("charset", StringComparison.Ordinal) ? "application/cloudevents+json;charset=utf-7" : null);

    [TestCaseSource(nameof(Cases))]
    public void Outcome_OfAKnownCase_IsOneAndNoFaultOfOurs(InboundRecord record)
    {
        using var line = new RecordLine();

        var events = line.Outcome(record, limitBytes: 1_048_588);

        Assert.That(
            events.Count(outbound => outbound.Topic is OutboundTopic.Verdicts or OutboundTopic.DeadLetters),
            Is.EqualTo(1));
        Assert.That(ReasonOf(events[0]), Does.Not.Contain("internal-error"));
    }

    private static string ReasonOf(OutboundEvent outbound) => outbound.Topic == OutboundTopic.Verdicts
        ? JsonSerializer.Deserialize(outbound.Value, EventJson.Default.VerdictEvent)?.Reason ?? ""
        : Encoding.UTF8.GetString(
            outbound.Headers.Last(header => header.Name == "scanworker-error-code").Value ?? []);

    private static string Deep(int depth) =>
        $$"""{"uploadId":"p","content":{"uri":"x:y"},"attributes":{{new string('[', depth)}}{{new string(']', depth)}}}""";

    private static InboundRecord Record(string json, string? contentType) => new(
        new RecordPosition(new TopicPartition("uploads", 0), 1), DateTimeOffset.UnixEpoch, null,
        Encoding.UTF8.GetBytes(json),
        contentType is null ? [] : [RecordHeader.Of("content-type", contentType)]);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SCANWORKER_CASES_DIR") is { Length: > 0 } named)
        {
            return Path.Combine(named, "events");
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ScanWorker.sln")))
        {
            folder = folder.Parent;
        }

        var beside = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "cases", "events") : null;
        return Directory.Exists(beside) ? beside : null;
    }
}
