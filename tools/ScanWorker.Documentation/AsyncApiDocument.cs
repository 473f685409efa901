using System.Text;

namespace ScanWorker.Documentation;

/// <summary>The AsyncAPI 3 document: channels are topics, messages are event types, payloads are the schemas.</summary>
internal static class AsyncApiDocument
{
    private const string Head = """
        # Generated from the code by `tools/ScanWorker.Documentation`; a test fails when it differs.
        asyncapi: 3.0.0
        info:
          title: ScanWorker
          version: '1'
          description: Upload events in, exactly one verdict each out. Topic names are the defaults; Kafka:Topics changes them.
        defaultContentType: application/json

        """;

    private const string Tail = """
            deadLetter:
              name: uploads.dead-letter
              title: A record that names no upload
              summary: Key, value and headers as they came, and headers that say why.
              headers:
                type: object
                required: [scanworker-error-code, scanworker-error-reason, scanworker-error-topic, scanworker-error-partition, scanworker-error-offset]
                properties:
                  scanworker-error-code: {type: string, description: Which kind of malformed record it is.}
                  scanworker-error-reason: {type: string, description: A sentence that names the field and never quotes its value.}
                  scanworker-error-stage: {type: string}
                  scanworker-error-attempts: {type: string}
                  scanworker-error-topic: {type: string}
                  scanworker-error-partition: {type: string}
                  scanworker-error-offset: {type: string}
                  scanworker-error-at: {type: string, format: date-time}
              payload: {description: The record's value, byte for byte.}
          schemas:
            cloudEvent:
              description: CloudEvents 1.0 in Kafka's binary mode.
              type: object
              required: [ce_specversion, ce_id, ce_source, ce_type]
              properties:
                ce_specversion: {type: string, const: '1.0'}
                ce_id: {type: string, description: 'Of what we emit: source topic/partition/offset/type, so that a repeat has the same.'}
                ce_source: {type: string}
                ce_type: {type: string}
                ce_subject: {type: string, description: The upload id.}
                ce_time: {type: string, format: date-time}
                content-type: {type: string}
                traceparent: {type: string, description: W3C trace context; carried through from the upload event.}
                tracestate: {type: string}

        """;

    private const string DeadLetters = "uploads.dead-letter";

    // No default: the name that is created by deploy/topics.
    private const string Backfill = "uploads.backfill";

    public static string Text()
    {
        var text = new StringBuilder(Head);
        Channels(text);
        Operations(text);
        text.Append("components:\n  messages:\n");
        foreach (var contract in EventContract.All)
        {
            Message(text, contract);
        }

        return text.Append(Tail).ToString();
    }

    private static void Channels(StringBuilder text)
    {
        text.Append("channels:\n");
        foreach (var topic in EventContract.All.GroupBy(contract => contract.Topic))
        {
            Channel(text, topic.Key, topic.Select(contract => contract.Word));
        }

        Channel(text, Backfill, ["upload"]);
        Channel(text, DeadLetters, ["deadLetter"]);
    }

    private static void Channel(StringBuilder text, string topic, IEnumerable<string> words)
    {
        text.Append($"  {NameOf(topic)}:\n    address: {topic}\n    messages:\n");
        foreach (var word in words)
        {
            text.Append($"      {word}:\n        $ref: '#/components/messages/{word}'\n");
        }
    }

    private static void Operations(StringBuilder text)
    {
        text.Append("operations:\n");
        foreach (var contract in EventContract.All)
        {
            Operation(text, contract.IsInbound, contract.Topic, contract.Word, contract.Meaning);
        }

        Operation(
            text, true, Backfill, "upload",
            "An upload of the past waits for its verdict; read if Kafka:Topics:Backfill names the topic, and only while no "
                + "new upload waits.", name: "backfill");
        Operation(text, false, DeadLetters, "deadLetter", "A malformed record is set aside; the stream goes on.");
    }

    private static void Operation(
        StringBuilder text, bool isInbound, string topic, string word, string meaning, string? name = null)
    {
        var action = isInbound ? "receive" : "send";
        name ??= word;
        text.Append($"  {action}{char.ToUpperInvariant(name[0])}{name[1..]}:\n");
        text.Append($"    action: {action}\n    summary: {meaning}\n");
        text.Append($"    channel:\n      $ref: '#/channels/{NameOf(topic)}'\n");
        text.Append($"    messages:\n      - $ref: '#/channels/{NameOf(topic)}/messages/{word}'\n");
    }

    private static void Message(StringBuilder text, EventContract contract) => text.Append($"""
            {contract.Word}:
              name: {contract.Type}
              title: {contract.Type}
              summary: {contract.Meaning}
              contentType: application/json
              headers:
                allOf:
                  - $ref: '#/components/schemas/cloudEvent'
                  - properties:
                      ce_type:
                        const: {contract.Type}
              payload:
                $ref: ./{contract.SchemaPath}

        """);

    // A channel's name may not have dots.
    private static string NameOf(string topic) => string.Concat(
        topic.Split('.', '-').Select((part, i) => i == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..]));
}
