using System.Text;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>Dead letters that lie in their topic are shown, and go back as the uploads that they were.</summary>
[TestFixture]
internal sealed class ResendTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Resend_ChosenByReason_GoesBackAsItWasAndWhatIsCutDoesNot(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);
        broker.CreateTopics();
        string[] settings = [$"--Kafka:BootstrapServers={broker.Options.BootstrapServers}",
            $"--Kafka:MockBroker={broker.Options.MockBroker}"];
        using (var writer = new TopicWriter(broker.Options))
        {
            await WriteAsync(writer, broker.Options, "whole", MalformedCode.InvalidJson);
            await WriteAsync(writer, broker.Options, "other", MalformedCode.InternalError);
            await WriteAsync(
                writer, broker.Options, "cut", MalformedCode.InvalidJson,
                RecordHeader.Of(OversizeEvents.Header, "value"));
        }

        var list = await CommandRun.RunAsync(["deadletters", "list", "--json", .. settings]);
        var resend = await CommandRun.RunAsync(["deadletters", "resend", "--reason", "invalid-json", .. settings]);

        Assert.That(list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(3), list.Error);
        Assert.That(resend.ExitCode, Is.EqualTo(ExitCodes.BadInput), resend.Error);
        Assert.That(resend.Output, Does.Contain("1 sent to 'uploads', 1 refused."));
        using var reader = new TopicReader(broker.Options, broker.Options.Topics.Uploads);
        InboundRecord? upload = null;
        Poll.Until(
            () => (upload = reader.Read(TimeSpan.FromMilliseconds(200))) is not null, TimeSpan.FromSeconds(60),
            () => resend.Error);
        Assert.That(Encoding.UTF8.GetString(upload?.Key ?? []), Is.EqualTo("whole"));
        Assert.That(upload?.Value, Is.EqualTo("{ \"whole\""u8.ToArray()));
        Assert.That(
            upload?.Headers.Select(header => header.Name), Is.EqualTo(new[] { "traceparent", "scanworker-resent" }));
        Assert.That(reader.Read(TimeSpan.FromSeconds(1)), Is.Null);
    }

    private static async Task WriteAsync(
        TopicWriter writer, KafkaOptions kafka, string key, MalformedCode code, params RecordHeader[] more)
    {
        var record = new InboundRecord(
            new RecordPosition(new TopicPartition(kafka.Topics.Uploads, 0), 7), At, Encoding.UTF8.GetBytes(key),
            Encoding.UTF8.GetBytes($"{{ \"{key}\""), [RecordHeader.Of("traceparent", "00-1")]);
        var letter = DeadLetterComposer.Compose(record, new UploadReading.Malformed(code, "It is no JSON."), At);
        _ = await writer.WriteAsync(
            kafka.Topics.DeadLetters, null, letter.Key, letter.Value, [.. letter.Headers, .. more]);
    }
}
